#include "engine/onednn/linear_maps.h"

#include <algorithm>

#include <ganmut/error.h>

#include "engine/onednn/dispatch.h"
#include "engine/onednn/weights.h"

namespace ganmut::onednn {

namespace {

constexpr int channels = 5; // two sheets and gain
constexpr int share = 1024; // numbers that a thread sums up at a time: they stay in the nearest cache

struct Sum {
  /// `count` numbers of the sum from the first one on, which lies at `to`. `numbers`: of a map.
  GANMUT_LANES void operator()(const std::vector<float> &maps, std::size_t numbers, const float *amounts, int first,
                               int count, float *to) const {
    std::fill_n(to, count, 0.F);
    for (std::size_t map = 0; map * numbers < maps.size(); ++map) {
      const float amount = amounts[map];
      if (amount == 0.F)
        continue;
      const float *from = maps.data() + map * numbers + first;
      int i = 0;
      for (; i + lanes <= count; i += lanes)
        store(to + i, load<Floats>(to + i) + amount * load<Floats>(from + i));
      for (; i < count; ++i)
        to[i] += amount * from[i];
    }
  }
};

} // namespace

LinearMaps::LinearMaps(const StateDict &state, int side)
    : side_(side), maps_(values_of(state, "maps")), sum_(static_cast<std::size_t>(channels) * side * side) {
  if (maps_.empty() || maps_.size() % sum_.size() != 0)
    throw Error(ErrorKind::WrongKind, "The tensor maps does not fit a network of layers.");
}

std::vector<float> &LinearMaps::run(const float *amounts, ThreadPool &threads) {
  const auto count = static_cast<int>(sum_.size());
  threads.run((count + share - 1) / share, [&](int step, int) {
    const int first = step * share;
    onednn::run(Sum(), maps_, sum_.size(), amounts, first, std::min(share, count - first), sum_.data() + first);
  });
  return sum_;
}

} // namespace ganmut::onednn
