#include "trainer/recipes/warp/warp_recipe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <ganmut/error.h>

#include "network/state.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/sheets/sheets.h"

namespace ganmut {

namespace {

/// The options themselves, if they can be met.
const WarpOptions &checked(const WarpOptions &options) {
  const auto demand = [](bool met, const char *sentence) {
    if (!met)
      throw Error(ErrorKind::BadArgument, sentence);
  };
  demand(options.image_size % 4 == 0, "--image_size must be a multiple of 4.");
  demand(options.width % 8 == 0, "--g_conv_dim must be a multiple of 8.");
  demand(options.data.emotions.size() >= 3 && options.data.emotions[0] == "neutral",
         "--emotions must begin with neutral and name at least two more.");
  return options;
}

ModelInfo info_of(const WarpOptions &options) {
  ModelInfo info;
  info.parametrization = Parametrization::Linear;
  info.dimensions = 2;
  info.classes = static_cast<int>(options.data.emotions.size());
  info.width = options.width;
  info.blocks = options.blocks;
  info.conditioning = options.network.conditioning;
  info.output = options.network.output;
  info.image_size = options.image_size;
  info.alignment = own_alignment();
  info.emotions = options.data.emotions;
  info.storage = "float16";
  return info;
}

/// The weights of --init.
StateDict initial_weights(const WarpOptions &options) {
  auto model = read_model(find_model(options.init));
  if (model.info.emotions != options.data.emotions)
    throw Error(ErrorKind::BadArgument,
                fmt::format("--init: '{}' knows the emotions {}, but --emotions asks for {}; they must be the same.",
                            options.init, fmt::join(model.info.emotions, ","), fmt::join(options.data.emotions, ",")));
  return std::move(model.tensors);
}

/// Faces for the sample sheets: of the held-out part where there is one, else of the `believable` rows of `faces`.
torch::Tensor shown_faces(const WarpOptions &options, const DataSet &files, const AlignedFaces &faces,
                          const torch::Tensor &believable) {
  constexpr std::int64_t most = 12;
  if (files.held_out.empty()) {
    const auto count = std::min(most, believable.size(0));
    return faces.pictures(
        believable.index_select(0, torch::linspace(0, believable.size(0) - 1, count).to(torch::kLong)));
  }
  const auto count = std::min<std::size_t>(most, files.held_out.size());
  std::vector<LabelledFile> some;
  for (std::size_t i = 0; i < count; ++i)
    some.push_back(files.held_out[files.held_out.size() * i / count]);
  const auto held_out = load_aligned_faces(options.data, some, own_alignment(), options.image_size);
  return held_out.pictures();
}

} // namespace

WarpRecipe::WarpRecipe(const WarpOptions &options, torch::Device device, const ProcessGroup &group)
    : WarpRecipe(options, read_data_set(checked(options).data, static_cast<int>(options.data.emotions.size())), device,
                 group) {}

WarpRecipe::WarpRecipe(const WarpOptions &options, const DataSet &files, torch::Device device,
                       const ProcessGroup &group)
    : options_(options), info_(info_of(options)),
      faces_(load_aligned_faces(options.data, files.training, info_.alignment, options.image_size)),
      shifts_(faces_, options.data.emotions, options.shift_factors), training_(shifts_.believable(options.keep_labels)),
      random_(options.run.seed), sampler_(faces_, training_, options.data.balanced, random_, group.shard(), device),
      shown_(shown_faces(options, files, faces_, training_)),
      step_(options, info_, shifts_, torch::bincount(faces_.labels.index_select(0, training_), {}, info_.classes),
            device, random_, group.shard()) {
  step_.set_gradient_exchange(group.gradient_exchange());
  spdlog::info("{} faces, {} believable and trained on", faces_.size(), training_.size(0));
  if (!options.init.empty())
    step_.start_from(initial_weights(options));
}

LearningRates WarpRecipe::learning_rates(std::int64_t done) const {
  const auto part = static_cast<double>(done) / static_cast<double>(options_.run.num_iters);
  const auto factor = part < 0.5 ? 1 : 1 - (1 - options_.lr_end) * std::min(1.0, 2 * (part - 0.5));
  const auto warm = std::min(1., static_cast<double>(done + 1) / static_cast<double>(options_.warmup + 1));
  return {warm * factor * options_.g_lr, factor * options_.d_lr};
}

Losses WarpRecipe::iterate(std::int64_t done) {
  const auto rates = learning_rates(done);
  step_.set_learning_rates(rates.generator, rates.discriminator);
  const auto sources = sampler_.sources(options_.batch_size), reals = sampler_.reals(options_.batch_size);
  return step_.train(sources, reals, done);
}

void WarpRecipe::save(RunState &state) const {
  step_.save(state);
  state.put("random/draws", random_.state());
}

void WarpRecipe::load(const RunState &state) {
  step_.load(state);
  random_.set_state(state.tensor("random/draws"));
}

ModelFile WarpRecipe::model(std::int64_t done) const {
  auto info = info_;
  info.training = fmt::format("{} iterations of {} faces at {} pixels", done, options_.batch_size, options_.image_size);
  return {info, state_of(step_.ema())};
}

void WarpRecipe::load_networks(const std::string &folder, std::int64_t) {
  throw Error(ErrorKind::NotFound, "There is no checkpoint of that iteration in " + folder +
                                       "; --resume auto takes the newest, --init begins with a model's weights.");
}

std::vector<Sheet> WarpRecipe::sheets() {
  const auto [info, tensors] = model(0);
  return sheets_of(step_.ema(), space_of(info, tensors), shown_.to(torch::kFloat) / 127.5 - 1);
}

} // namespace ganmut
