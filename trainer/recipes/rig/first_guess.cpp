#include "trainer/recipes/rig/first_guess.h"

#include <spdlog/spdlog.h>

#include "trainer/augment/batch_augment.h"
#include "trainer/optim/fused_adam.h"

namespace ganmut {

namespace {

PosedFaces mirrored(const PosedFaces &faces, const torch::Tensor &mirrored_units, int size) {
  const auto units = mirrored_units.size(0);
  PosedFaces result{faces.landmarks.index_select(1, mirrored_points()),
                    torch::cat({faces.own.index_select(1, mirrored_units), faces.own.slice(1, units)}, 1)};
  result.landmarks.select(2, 0).mul_(-1).add_(size - 1);
  result.own.select(1, units).mul_(-1); // to the left is to the right
  return result;
}

PosedFaces faces_of(const std::vector<const FittedFaces *> &sets) {
  std::vector<torch::Tensor> landmarks, own;
  for (const auto *set : sets) {
    const auto pixels = (set->faces.landmarks + 1) * (set->size / 2.) - 0.5;
    landmarks.push_back(pixels.index_select(0, set->usable));
    own.push_back(set->own.index_select(0, set->usable));
  }
  return {torch::cat(landmarks), torch::cat(own)};
}

} // namespace

void train_sense(LayersGeneratorImpl &generator, const std::vector<const FittedFaces *> &sets,
                 const RigOptions &options, LessonSampler &sampler) {
  constexpr std::int64_t batch = 256, enough = 4000;
  constexpr double first_rate = 2e-3;
  const auto size = options.image_size;
  const auto device = generator.caps.device();
  SeededRandom random(options.run.seed);
  const auto known = faces_of(sets);
  const auto shown = (torch::arange(known.own.size(0)) % 10 != 9).nonzero().flatten();
  const auto rest = (torch::arange(known.own.size(0)) % 10 == 9).nonzero().flatten();
  PosedFaces faces{known.landmarks.index_select(0, shown), known.own.index_select(0, shown)};
  if (const auto lacking = enough - shown.size(0); lacking > 0) {
    const auto posed = sampler.posed(static_cast<int>(lacking), generator.expressions);
    faces = {torch::cat({faces.landmarks, posed.landmarks}), torch::cat({faces.own, posed.own})};
  }
  const auto turned = mirrored(faces, sampler.mirrored_units(), size);
  const auto landmarks = torch::cat({faces.landmarks, turned.landmarks});
  const auto own = torch::cat({faces.own, turned.own});

  const auto parameters = generator.sense->parameters();
  for (auto parameter : parameters)
    parameter.requires_grad_(true);
  generator.sense->normalize_by(landmarks / size);
  FusedAdam adam(parameters, torch::optim::AdamOptions(first_rate));
  const auto error = [&](const torch::Tensor &points, const torch::Tensor &wanted) {
    return (generator.sense(points.to(device) / size) - wanted.to(device)).abs().mean();
  };
  for (std::int64_t done = 0; done < options.sense_iters; ++done) {
    static_cast<torch::optim::AdamOptions &>(adam.param_groups()[0].options())
        .lr(first_rate * (1 - static_cast<double>(done) / static_cast<double>(options.sense_iters)));
    const auto rows = (random.uniform({batch}) * own.size(0)).to(torch::kLong).clamp_max(own.size(0) - 1);
    const auto noisy = landmarks.index_select(0, rows) + options.landmark_noise * random.normal({batch, 68, 2});
    adam.zero_grad();
    error(noisy, own.index_select(0, rows)).backward();
    adam.step();
  }
  for (auto parameter : parameters)
    parameter.requires_grad_(false);
  const torch::NoGradGuard no_grad;
  if (rest.size(0) > 0)
    spdlog::info("The sense's mean error on faces it was not shown: {:.3f}",
                 error(known.landmarks.index_select(0, rest), known.own.index_select(0, rest)).item<double>());
}

void fit_maps(LayersGeneratorImpl &generator, LessonSampler &sampler, std::int64_t lessons) {
  constexpr int batch = 32;
  constexpr double ridge = 1;
  const torch::NoGradGuard no_grad;
  const auto units = generator.caps.size(0);
  const auto regressors = 3 * units, outputs = generator.maps[0].numel();
  auto products = ridge * torch::eye(regressors, torch::kDouble), answers = torch::zeros({regressors, outputs});
  double before = 0, after = 0;
  const auto robust = [](const torch::Tensor &flow) { return (flow.square() + 0.01).sqrt().mean().item<double>(); };
  const auto lesson = [&](const auto &use) {
    const auto taught = sampler.lessons(batch, generator.expressions);
    const auto own = generator.sense(taught.faces.landmarks / static_cast<double>(taught.faces.pictures.size(3)));
    const auto x = LayersGeneratorImpl::regressors(generator.difference(own.slice(1, 0, units), taught.request),
                                                   own.slice(1, units))
                       .cpu();
    const auto y = torch::avg_pool2d(torch::cat({taught.upper, taught.lower, taught.gain}, 1), 2).flatten(1).cpu();
    use(x, y);
  };
  for (std::int64_t done = 0; done < lessons; done += batch)
    lesson([&](const torch::Tensor &x, const torch::Tensor &y) {
      products += x.t().matmul(x).to(torch::kDouble);
      answers += x.t().matmul(y);
    });
  const auto solved = torch::linalg_solve(products, answers.to(torch::kDouble)).to(torch::kFloat);
  generator.maps.copy_(solved.view_as(generator.maps));
  for (int done = 0; done < 128; done += batch) // faces and expressions anew
    lesson([&](const torch::Tensor &x, const torch::Tensor &y) {
      before += robust(y);
      after += robust(x.matmul(solved) - y);
    });
  spdlog::info("The linear maps leave {:.0f} % of flow and light unexplained", 100 * after / before);
}

} // namespace ganmut
