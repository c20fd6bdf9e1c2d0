#include "network/layers_generator.h"

#include <cmath>

#include "geometry/mouth_light.h"

namespace F = torch::nn::functional;

namespace ganmut {

namespace {

constexpr int condition_features = 64;
constexpr double most_of_a_unit = 1.3; ///< fits reach 1.2
constexpr double most_hidden = 0.25;   ///< of a unit, of what faces show beyond their fits
constexpr double training_size = 128;  ///< the pixels that the soft edges below are counted in

torch::Tensor doubled(const torch::Tensor &x) {
  return F::interpolate(
      x,
      F::InterpolateFuncOptions().scale_factor(std::vector<double>{2, 2}).mode(torch::kBilinear).align_corners(false));
}

/// Pixel positions, [1, 2, height, width].
torch::Tensor pixel_grid(const torch::Tensor &like) {
  const auto options = like.options().dtype(torch::kFloat).requires_grad(false);
  const auto rows = torch::arange(like.size(2), options), columns = torch::arange(like.size(3), options);
  const auto grid = torch::meshgrid({rows, columns}, "ij");
  return torch::stack({grid[1], grid[0]}).unsqueeze(0);
}

torch::Tensor unit_range(const torch::Tensor &picture) {
  return (picture + 1) / 2;
}

torch::Tensor log_odds(const torch::Tensor &share) {
  return torch::logit(share.clamp(0.01, 0.99));
}

torch::Tensor part(const torch::Tensor &x, std::int64_t first, std::int64_t count) {
  return x.narrow(1, first, count);
}

/// See mouth_light.h. `paint` and `pictures`: [N, 3, S, S] BGR in [-1, 1]. The skin is seen between eyes and mouth.
torch::Tensor warm(const torch::Tensor &paint, const torch::Tensor &pictures) {
  using namespace mouth_light;
  const auto side = pictures.size(3);
  const auto skin = unit_range(pictures.narrow(2, side / 2, side / 6).narrow(3, side * 2 / 7, side * 3 / 7))
                        .mean({2, 3}, true)
                        .clamp_min(least);
  const auto channels = [&](const auto &of) {
    return torch::tensor(at::ArrayRef<double>(of), skin.options()).view({1, -1, 1, 1});
  };
  const auto of_red = part(skin, 0, 2) / part(skin, 2, 1); // blue and green
  const auto tint = (of_red / channels(usual_skin)).pow(follows);
  const auto colour = (part(of_red, 0, 1).log() / (colourful * std::log(usual_skin[0]))).clamp(0, 1);

  const auto colours = unit_range(paint), red = part(colours, 2, 1);
  const auto lit = ((red - dark) / range).clamp(0, 1);
  const auto share = (channels(in_the_dark) + channels(more_when_lit) * lit) * tint; // of red, as photographs show it
  const auto lit_by_skin = torch::cat({torch::minimum(part(colours, 0, 2), share.clamp_max(1) * red), red}, 1);
  const auto grey = (lit_by_skin * channels(brightness)).sum(1, true);
  const auto warmed = grey + colour * (lit_by_skin - grey);
  return (colours + (warmed - colours).detach()) * 2 - 1; // what is too blue still learns to be less so
}

/// Lets the sheets agree along the line of the lips where it goes on beyond the corners of the mouth: no lip parts
/// them there, and the cheek would tear where one takes over from the other.
void join_beyond_mouth(torch::Tensor &upper, torch::Tensor &lower, const AlignedBatch &faces) {
  const auto pixel = static_cast<double>(upper.size(3)) / training_size;
  const double reach = 4 * pixel; // beyond a corner, until they agree
  const double band = 8 * pixel;  // above and below the line, until they are themselves again
  constexpr std::int64_t right_corner = 60, left_corner = 64;
  const auto corner = [&](std::int64_t i) { return faces.landmarks.select(1, i).select(1, 0).view({-1, 1, 1, 1}); };
  const auto grid = pixel_grid(upper);
  const auto source = part(grid + (upper + lower) / 2, 0, 1);
  const auto beyond = torch::relu(torch::minimum(corner(right_corner), corner(left_corner)) - source) +
                      torch::relu(source - torch::maximum(corner(right_corner), corner(left_corner)));
  const auto height = (fetch(part(faces.maps, 0, 1), grid + upper) - fetch(part(faces.maps, 1, 1), grid + lower)) / 2;
  const auto share = (beyond / reach).clamp_max(1) * torch::relu(1 - height.abs() / band);
  const auto half_way = (lower - upper) * (share / 2);
  upper = upper + half_way;
  lower = lower - half_way;
}

} // namespace

torch::Tensor matrix_of(const std::vector<std::vector<float>> &rows) {
  std::vector<torch::Tensor> tensors;
  for (const auto &row : rows)
    tensors.push_back(torch::tensor(row));
  return torch::stack(tensors);
}

torch::Tensor fetch(const torch::Tensor &x, const torch::Tensor &source) {
  const auto scale = torch::tensor({2. / (x.size(3) - 1), 2. / (x.size(2) - 1)}, source.options().requires_grad(false));
  const auto grid = source.permute({0, 2, 3, 1}) * scale - 1;
  return F::grid_sample(
      x, grid, F::GridSampleFuncOptions().mode(torch::kBilinear).padding_mode(torch::kBorder).align_corners(true));
}

Placed place(const torch::Tensor &maps, const torch::Tensor &upper, const torch::Tensor &lower) {
  const auto grid = pixel_grid(upper);
  const auto pixel = static_cast<double>(maps.size(3)) / training_size;
  const auto above = part(maps, 0, 1) / pixel, below = part(maps, 1, 1) / pixel;
  const auto from_upper = fetch(above, grid + upper), from_lower = fetch(below, grid + lower);
  const auto open = (-above - below - 0.5).clamp(0, 1);
  Placed placed;
  placed.upper = (from_upper > from_lower).to(upper.scalar_type()); // a mean of both would lead between the lips
  placed.hole = torch::sigmoid((torch::maximum(from_upper, from_lower) + 0.45) * -5);
  placed.inside = torch::sigmoid((torch::maximum(above, below) + 0.3) * -5) * open;
  const auto down = [&](const torch::Tensor &missing) {
    const auto pixels = torch::relu(missing) * pixel;
    return torch::cat({torch::zeros_like(pixels), pixels}, 1);
  };
  const auto closed = torch::relu(from_upper + from_lower - above - below);
  const auto margin = (0.4 * closed).clamp_max(1.25); // landmarks lie on teeth now and then
  const auto onto_upper = upper - down(margin - from_upper), onto_lower = lower + down(margin - from_lower);
  const auto moved = grid + onto_upper * placed.upper + onto_lower * (1 - placed.upper);
  const auto eyes = part(maps, 2, 1);
  const auto eyeball = fetch(eyes, moved) * eyes;
  placed.source = moved * (1 - eyeball) + grid * eyeball;
  return placed;
}

torch::Tensor matte_share(const torch::Tensor &hole, const torch::Tensor &correction) {
  return torch::sigmoid(log_odds(hole) + correction);
}

torch::Tensor compose(const torch::Tensor &pictures, const Layers &layers, const Placed &placed) {
  const auto moved = unit_range(fetch(pictures, placed.source)) * torch::exp(layers.gain);
  const auto mouth = unit_range(pictures) * placed.inside + unit_range(layers.paint) * (1 - placed.inside);
  const auto matte = matte_share(placed.hole, layers.matte);
  return (moved * (1 - matte) + mouth * matte) * 2 - 1;
}

torch::Tensor change_of_expression(const torch::Tensor &own, const ExpressionRequest &request,
                                   const torch::Tensor &caps, const torch::Tensor &companions) {
  const auto calmed = torch::minimum(own, caps);
  const auto kept = own + (1 - request.keep) * (calmed - own);
  const auto gone = own - kept, lost = torch::relu(gone - torch::relu(request.adds)); // does not come back
  const auto hidden = (lost * companions.diagonal()).clamp_max(most_hidden);
  const auto accompanied = gone.matmul((companions - companions.diagonal().diag()).t());
  const auto base = torch::maximum(kept - accompanied, torch::minimum(kept, calmed));
  return (base + request.adds).clamp(0, most_of_a_unit) - own - hidden;
}

ExpressionSenseImpl::ExpressionSenseImpl(int units) {
  mean_ = register_buffer("mean", torch::zeros(136));
  deviation_ = register_buffer("deviation", torch::ones(136));
  body_ = register_module("body", torch::nn::Sequential(torch::nn::Linear(136, 256), torch::nn::SiLU(),
                                                        torch::nn::Linear(256, 128), torch::nn::SiLU(),
                                                        torch::nn::Linear(128, units + 2)));
}

torch::Tensor ExpressionSenseImpl::forward(const torch::Tensor &landmarks) {
  return body_->forward((landmarks.flatten(1) - mean_) / deviation_);
}

void ExpressionSenseImpl::normalize_by(const torch::Tensor &landmarks) {
  constexpr double least = 1e-4; // a point that never moves
  mean_.copy_(landmarks.flatten(1).mean(0));
  deviation_.copy_(landmarks.flatten(1).std(0) + least);
}

LayersGeneratorImpl::LayersGeneratorImpl(const ModelInfo &info) {
  const int units = static_cast<int>(info.units.size()), width = info.width, half = info.image_size / 2;
  register_space(info);
  sense = register_module("sense", ExpressionSense(units));
  caps = register_buffer("caps", torch::zeros(units));
  companions = register_buffer("companions", torch::zeros({units, units}));
  expressions = register_parameter("expressions", torch::zeros({info.classes, units}));
  maps = register_parameter("maps", torch::zeros({3 * units, 5, half, half}));
  condition_ = register_module(
      "condition", torch::nn::Sequential(torch::nn::Linear(2 * units + 2, condition_features), torch::nn::SiLU(),
                                         torch::nn::Linear(condition_features, condition_features), torch::nn::SiLU()));
  constexpr int inputs = 2 + 12 + 4 + 5 + 2; // distances to both lips, moved picture, hole, sheets and gain, place
  stem_ = block("stem", inputs, width);
  down1_ = block("down1", width, 2 * width, 2);
  even1_ = block("even1", 2 * width, 2 * width);
  down2_ = block("down2", 2 * width, 4 * width, 2);
  for (int i = 0; i < info.blocks; ++i) {
    const auto name = "residual" + std::to_string(i) + "_";
    residual_.emplace_back(block(name + "first", 4 * width, 4 * width), block(name + "second", 4 * width, 4 * width));
  }
  up1_ = block("up1", 4 * width + 2 * width, 2 * width);
  up2_ = block("up2", 2 * width + width, width);
  even2_ = block("even2", width, width);
  const auto head = [&](const char *name, int out) {
    auto conv = register_module(name, torch::nn::Conv2d(torch::nn::Conv2dOptions(width + inputs, out, 3).padding(1)));
    torch::NoGradGuard no_grad;
    conv->weight.mul_(0.1); // begins near what the linear maps say
    conv->bias.zero_();
    return conv;
  };
  sheets_ = head("sheets", 5);
  detail_ = head("detail", 4 * 4);
}

void LayersGeneratorImpl::register_space(const ModelInfo &info) {
  const auto matrix = [&](const char *name, int rows, int columns) {
    register_module(name, torch::nn::Linear(torch::nn::LinearOptions(columns, rows).bias(false)));
  };
  if (info.parametrization == Parametrization::Linear) {
    matrix("axes", info.classes - 1, info.dimensions);
  } else {
    matrix("mu", info.classes, info.dimensions);
    matrix("covariance_axes", info.classes, 2);
    matrix("covariance_angles", 1, info.classes);
  }
}

LayersGeneratorImpl::Block LayersGeneratorImpl::block(const std::string &name, int in, int out, int stride) {
  return {register_module(name, torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).stride(stride).padding(1))),
          register_module(name + "_norm", FilmNorm(out, condition_features))};
}

torch::Tensor LayersGeneratorImpl::applied(Block &block, const torch::Tensor &x, const torch::Tensor &condition) {
  return torch::silu(block.norm(block.conv(x), condition));
}

torch::Tensor LayersGeneratorImpl::regressors(const torch::Tensor &difference, const torch::Tensor &pose) {
  return torch::cat({difference, difference * part(pose, 0, 1), difference * part(pose, 1, 1)}, 1);
}

torch::Tensor LayersGeneratorImpl::linear_request(const torch::Tensor &own, const ExpressionRequest &request) const {
  const auto units = caps.size(0);
  return regressors(difference(part(own, 0, units), request), part(own, units, 2));
}

LayersGeneratorImpl::Refinement LayersGeneratorImpl::refine(const torch::Tensor &input,
                                                            const torch::Tensor &condition) {
  const auto stem = applied(stem_, input, condition);
  const auto middle = applied(even1_, applied(down1_, stem, condition), condition);
  auto y = applied(down2_, middle, condition);
  for (auto &[one, two] : residual_)
    y = y + applied(two, applied(one, y, condition), condition);
  y = applied(up1_, torch::cat({doubled(y), middle}, 1), condition);
  y = applied(even2_, applied(up2_, torch::cat({doubled(y), stem}, 1), condition), condition);
  y = torch::cat({y, input}, 1);
  return {sheets_(y), detail_(y)};
}

torch::Tensor LayersGeneratorImpl::condition(const torch::Tensor &own, const ExpressionRequest &request) {
  const auto units = caps.size(0);
  return condition_->forward(
      torch::cat({difference(part(own, 0, units), request), request.adds, part(own, units, 2)}, 1));
}

Layers LayersGeneratorImpl::forward(const AlignedBatch &faces, const ExpressionRequest &request) {
  return layers_of(faces, request, sense(faces.landmarks / static_cast<double>(faces.pictures.size(3))));
}

Layers LayersGeneratorImpl::layers_of(const AlignedBatch &faces, const ExpressionRequest &request,
                                      const torch::Tensor &own) {
  const auto &x = faces.pictures;
  Layers layers;
  layers.own = own;

  const auto linear =
      linear_request(layers.own, request).matmul(maps.flatten(1)).view({-1, 5, maps.size(2), maps.size(3)});
  const auto linear_full = doubled(linear);
  const auto upper = part(linear_full, 0, 2), lower = part(linear_full, 2, 2);
  const auto first = place(faces.maps, upper, lower);
  const auto moved = fetch(x, first.source) * (1 - first.hole) + x * first.inside * first.hole;
  const auto grid = pixel_grid(x);
  const auto distances =
      torch::cat({fetch(part(faces.maps, 0, 1), grid + upper), fetch(part(faces.maps, 1, 1), grid + lower)}, 1);
  const auto where = pixel_grid(linear) * (2. / static_cast<double>(linear.size(3) - 1)) - 1;

  const auto input =
      torch::cat({torch::avg_pool2d(distances, 2).clamp(-12, 12) / 8, torch::pixel_unshuffle(moved, 2),
                  torch::pixel_unshuffle(first.hole, 2), linear * 0.25, where.expand({x.size(0), -1, -1, -1})},
                 1);
  const auto refined = refine(input, condition(layers.own, request));

  const auto residual = doubled(refined.sheets);
  layers.upper = upper + 4 * part(residual, 0, 2);
  layers.lower = lower + 4 * part(residual, 2, 2);
  join_beyond_mouth(layers.upper, layers.lower, faces);
  layers.gain = (part(linear_full, 4, 1) + 0.5 * part(residual, 4, 1)).clamp(-0.7, 0.7);
  const auto fine = torch::pixel_shuffle(refined.detail, 2);
  layers.matte = 4 * part(fine, 0, 1);
  layers.paint = warm(torch::tanh(part(fine, 1, 3)), x);
  return layers;
}

} // namespace ganmut
