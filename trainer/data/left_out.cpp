#include "trainer/data/left_out.h"

#include <algorithm>

#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>

namespace ganmut {

void LeftOut::add_missing(const LabelledFile &file) {
  add(file, Missing);
}

void LeftOut::add(const LabelledFile &file, Crop::State state) {
  add(file, state == Crop::State::NoFace ? NoFace : Damaged);
}

void LeftOut::add(const LabelledFile &file, Why why) {
  static constexpr const char *words[] = {"does not exist or must not be read", "cannot be read",
                                          "shows no face that can be found and aligned"};
  sentences_.push_back(fmt::format("The picture {} {}", place_of(file), words[why]));
  ++counts_[why];
  if (sentences_.size() == 1)
    kind_ = why == Missing ? ErrorKind::NotFound : ErrorKind::Unreadable;
}

void LeftOut::report(Unreadable policy) const {
  if (sentences_.empty())
    return;
  const auto counts =
      fmt::format("{} missing, {} damaged, {} without a face", counts_[Missing], counts_[Damaged], counts_[NoFace]);
  if (policy == Unreadable::Stop)
    throw Error(kind_,
                fmt::format("{}{}; --unreadable skip leaves such pictures out.", sentences_[0],
                            sentences_.size() == 1 ? ""
                                                   : fmt::format(" ({} pictures of the data set cannot be used: {})",
                                                                 sentences_.size(), counts)),
                fmt::format("{}", fmt::join(sentences_, "\n")));
  constexpr std::size_t named = 5;
  for (std::size_t i = 0; i < std::min(named, sentences_.size()); ++i)
    spdlog::warn("{}; it is left out.", sentences_[i]);
  spdlog::warn("left out: {} pictures ({})", sentences_.size(), counts);
}

} // namespace ganmut
