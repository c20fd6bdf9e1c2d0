#include "trainer/recipes/rig/rig_recipe.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ganmut/error.h>
#include <spdlog/spdlog.h>

#include "network/state.h"
#include "trainer/data/aligned_crops.h"
#include "trainer/data/photographs.h"
#include "trainer/recipes/rig/emotion_layout.h"
#include "trainer/recipes/rig/first_guess.h"
#include "trainer/rig/calm.h"
#include "trainer/sheets/layers_sheets.h"

namespace ganmut {

namespace {

constexpr const char *neutral = "neutral";

const RigOptions &checked(const RigOptions &options) {
  const auto demand = [](bool met, const char *sentence) {
    if (!met)
      throw Error(ErrorKind::BadArgument, sentence);
  };
  demand(!options.rig.empty(), "--rig must name the folder of ICT-FaceKit, the face rig that teaches.");
  demand(options.image_size % 8 == 0, "--image_size must be a multiple of 8.");
  demand(options.width % 8 == 0, "--g_conv_dim must be a multiple of 8.");
  return options;
}

std::string cached(const RigOptions &options, const char *name) {
  const auto &folder = options.data.cache;
  return folder.empty() || folder == "none" ? std::string() : folder + "/" + name;
}

std::vector<std::string> emotions_of(const RigOptions &options, const ExpressionTable &table) {
  auto emotions = options.data.emotions_named ? options.data.emotions : table.names();
  const auto found = std::find(emotions.begin(), emotions.end(), neutral);
  if (found == emotions.end() || emotions.size() < 2)
    throw Error(
        ErrorKind::BadArgument,
        fmt::format("The emotions must hold neutral and at least one more; they are {}.", fmt::join(emotions, ",")));
  std::rotate(emotions.begin(), found, found + 1);
  return emotions;
}

FittedFaces fitted(const RigOptions &options, const DataOptions &data, const std::vector<LabelledFile> &files,
                   const FaceRig &rig, const char *cache, double worst) {
  return fit_faces(load_aligned_faces(data, files, own_alignment(), options.image_size), options.image_size, rig, worst,
                   data.num_workers, cached(options, cache));
}

std::optional<FittedFaces> fitted_pairs(const RigOptions &options, const FaceRig &rig) {
  if (options.pairs_root.empty())
    return std::nullopt;
  auto data = options.data;
  data.dataset_root = options.pairs_root;
  if (class_folders(data.dataset_root).empty())
    throw Error(ErrorKind::NotFound,
                "--pairs_root: '" + options.pairs_root +
                    "' does not hold one folder of pictures for each of at least two expressions.");
  return fitted(options, data, Photographs(data).files.training, rig, "pairs.fits", options.worst_fits);
}

/// The labels of `faces`, which are of `names`, as emotions of the model.
torch::Tensor labels_of(const FittedFaces &faces, const std::vector<std::string> &names,
                        const std::vector<std::string> &emotions) {
  std::vector<std::int64_t> known;
  for (const auto &name : names) {
    const auto found = std::find(emotions.begin(), emotions.end(), name);
    known.push_back(found == emotions.end() ? RealBatch::unlabelled : found - emotions.begin());
  }
  return torch::tensor(known).index_select(0, faces.faces.labels);
}

/// How many usable faces show each of `classes` emotions, float.
torch::Tensor counts_of(const FittedFaces &faces, const torch::Tensor &labels, std::size_t classes) {
  const auto usable = labels.index_select(0, faces.usable);
  return torch::bincount(usable.masked_select(usable != RealBatch::unlabelled), {}, static_cast<std::int64_t>(classes))
      .to(torch::kFloat);
}

Calm calm_of(const FaceRig &rig, const FittedFaces &faces, const std::vector<std::string> &names) {
  std::vector<const RigFit *> all, without_expression;
  for (std::int64_t i = 0; i < faces.usable.size(0); ++i) {
    const auto row = faces.usable[i].item<std::int64_t>();
    all.push_back(&faces.fits[static_cast<std::size_t>(row)]);
    if (names[static_cast<std::size_t>(faces.faces.labels[row].item<std::int64_t>())] == neutral)
      without_expression.push_back(all.back());
  }
  spdlog::info("{} neutral photographs say what a calm face may show", without_expression.size());
  const auto caps = calm_caps(rig, without_expression);
  return {caps, companions_of_smiles(rig, all, caps)};
}

/// Some files, evenly spread.
std::vector<LabelledFile> some_of(const std::vector<LabelledFile> &files) {
  constexpr std::size_t most = 12;
  const auto count = std::min(most, files.size());
  std::vector<LabelledFile> some;
  for (std::size_t i = 0; i < count; ++i)
    some.push_back(files[files.size() * i / count]);
  return some;
}

ExpressionTable expressions_for(const RigOptions &options, const FaceRig &rig) {
  return options.expressions.empty() ? ExpressionTable::standard(rig.units)
                                     : ExpressionTable::read(rig.units, options.expressions);
}

ModelInfo info_of(const RigOptions &options, const FaceRig &rig, const std::vector<std::string> &emotions) {
  ModelInfo info;
  info.parametrization = options.parametrization;
  info.dimensions = 2;
  info.classes = static_cast<int>(emotions.size());
  info.width = options.width;
  info.blocks = options.blocks;
  info.conditioning = Conditioning::Film;
  info.output = OutputKind::Layers;
  info.image_size = options.image_size;
  info.alignment = own_alignment();
  info.emotions = emotions;
  info.units = rig.units;
  info.storage = "float16";
  return info;
}

ModelFile of_this_rig(const std::string &flag, const std::string &name, const ModelInfo &info) {
  auto model = read_model(find_model(name));
  if (model.info.output != OutputKind::Layers || model.info.units != info.units)
    throw Error(ErrorKind::BadArgument,
                fmt::format("{}: '{}' is no model of layers that was taught by this rig.", flag, name));
  return model;
}

/// The state of `generator` with those tensors of `others` that `taken` names.
template <typename Taken>
StateDict with_tensors_of(const StateDict &others, const LayersGeneratorImpl &generator, Taken taken) {
  StateDict state = state_of(generator);
  for (auto &[name, tensor] : state)
    if (const auto *other = find(others, name); other != nullptr && taken(name))
      tensor = *other;
  return state;
}

bool is_rendering(const std::string &name) {
  return !is_of_emotions(name);
}

/// As large in a network of any width.
bool is_first_guess(const std::string &name) {
  return name == "maps" || name.rfind("sense.", 0) == 0;
}

/// The model that a smaller one is distilled from.
LayersGenerator larger_generator(const RigOptions &options, const ModelInfo &info) {
  if (options.distill.empty())
    return nullptr;
  const auto model = of_this_rig("--distill", options.distill, info);
  if (model.info.image_size != info.image_size)
    throw Error(ErrorKind::BadArgument,
                fmt::format("--distill: '{}' was trained at {} pixels; set --image_size to the same.", options.distill,
                            model.info.image_size));
  LayersGenerator generator(model.info);
  load_state(*generator, model.tensors);
  return generator;
}

} // namespace

RigRecipe::Material::Material(const RigOptions &options)
    : rig(read_face_rig(options.rig, cached(options, "rig.cache"))) {
  const auto table = expressions_for(options, rig);
  emotions = emotions_of(options, table);
  expressions = expressions_of(table, emotions);
  const Photographs photographs(options.data);
  faces = fitted(options, options.data, photographs.files.training, rig, "faces.fits", options.worst_fits);
  labels = labels_of(faces, photographs.names, emotions);
  counts = counts_of(faces, labels, emotions.size());
  pairs = fitted_pairs(options, rig);
  calm = calm_of(rig, faces, photographs.names);
  const auto &held_out = photographs.files.held_out;
  shown = fitted(options, options.data, some_of(held_out.empty() ? photographs.files.training : held_out), rig,
                 "shown.fits", 0);
}

RigRecipe::RigRecipe(const RigOptions &options, torch::Device device, const ProcessGroup &group)
    : options_(checked(options)), material_(options_), info_(info_of(options_, material_.rig, material_.emotions)),
      random_(options.run.seed),
      sampler_(options_, material_.rig, material_.faces, material_.labels,
               material_.pairs ? &*material_.pairs : nullptr, material_.calm, random_, group.shard(), device),
      larger_(larger_generator(options_, info_)),
      step_(options_, info_, material_.counts, device, random_, group.shard(), larger_) {
  step_.set_gradient_exchange(group.gradient_exchange());
}

/// What a fresh run does before its first iteration.
void RigRecipe::begin() {
  auto &generator = step_.generator();
  const bool fresh = options_.init.empty() && !larger_;
  if (!options_.init.empty())
    load_state(generator,
               with_tensors_of(of_this_rig("--init", options_.init, info_).tensors, generator, is_rendering));
  else if (larger_)
    load_state(generator, with_tensors_of(state_of(*larger_), generator, is_first_guess));
  {
    const torch::NoGradGuard no_grad;
    generator.caps.copy_(torch::tensor(material_.calm.caps));
    generator.companions.copy_(matrix_of(material_.calm.companions));
  }
  lay_out_emotions(generator, material_.expressions);
  if (fresh) {
    std::vector<const FittedFaces *> sets{&material_.faces};
    if (material_.pairs)
      sets.push_back(&*material_.pairs);
    train_sense(generator, sets, options_, sampler_);
    fit_maps(generator, sampler_, options_.map_lessons);
  }
  step_.start();
  begun_ = true;
}

/// Both rates fall along half a cosine.
LearningRates RigRecipe::learning_rates(std::int64_t done) const {
  const auto part = std::min(1., static_cast<double>(done) / static_cast<double>(options_.run.num_iters));
  const auto factor = options_.lr_end + (1 - options_.lr_end) * 0.5 * (1 + std::cos(M_PI * part));
  const auto warm = std::min(1., static_cast<double>(done + 1) / static_cast<double>(options_.warmup + 1));
  return {warm * factor * options_.g_lr, factor * options_.d_lr};
}

Losses RigRecipe::iterate(std::int64_t done) {
  if (!begun_)
    begin();
  const auto rates = learning_rates(done);
  step_.set_learning_rates(rates.generator, rates.discriminator);
  const auto lessons = sampler_.lessons(options_.batch_size, step_.generator().expressions);
  const auto reconstructions = sampler_.reconstructions(options_.reconstructions);
  const auto reals = sampler_.reals(options_.batch_size);
  return step_.train(lessons, reconstructions, reals, done);
}

void RigRecipe::save(RunState &state) const {
  step_.save(state);
  state.put("random/draws", random_.state());
}

void RigRecipe::load(const RunState &state) {
  step_.load(state);
  random_.set_state(state.tensor("random/draws"));
  begun_ = true;
}

ModelFile RigRecipe::model(std::int64_t done) const {
  auto info = info_;
  info.training = fmt::format("recipe rig, {} iterations of {} lessons and {} reconstructions at {} pixels", done,
                              options_.batch_size, options_.reconstructions, options_.image_size);
  for (const auto &[words, model] :
       {std::pair("from the weights of", &options_.init), {"distilled from", &options_.distill}})
    if (!model->empty())
      info.training += fmt::format("; {} {}", words, std::filesystem::path(*model).stem().string());
  return {info, state_of(step_.ema())};
}

void RigRecipe::load_networks(const std::string &folder, std::int64_t) {
  throw Error(ErrorKind::NotFound, "There is no checkpoint of that iteration in " + folder +
                                       "; --resume auto takes the newest, --init begins with a model's weights.");
}

std::vector<Sheet> RigRecipe::sheets() {
  const torch::NoGradGuard no_grad;
  const auto current = model(0);
  auto &generator = step_.ema();
  const auto &shown = material_.shown.faces;
  const auto faces = aligned_batch(shown.pictures(), shown.landmarks, generator.caps.device());
  return sheets_of(layers_renderer(generator, current, faces), space_of(current.info, current.tensors), faces.pictures);
}

} // namespace ganmut
