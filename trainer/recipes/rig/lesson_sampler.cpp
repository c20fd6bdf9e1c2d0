#include "trainer/recipes/rig/lesson_sampler.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "emotion/expression.h"
#include "geometry/face_maps.h"
#include "trainer/augment/batch_augment.h"
#include "trainer/data/parallel_for.h"
#include "trainer/device/device.h"

namespace ganmut {

namespace {

constexpr int numbers_of_a_draft = 16;

std::vector<Expression> rows_of(const torch::Tensor &matrix) {
  std::vector<Expression> rows;
  for (std::int64_t i = 0; i < matrix.size(0); ++i) {
    const auto row = matrix[i].contiguous();
    rows.emplace_back(row.data_ptr<float>(), row.data_ptr<float>() + row.numel());
  }
  return rows;
}

std::vector<int> capped_units(const Expression &caps) {
  std::vector<int> units;
  for (std::size_t i = 0; i < caps.size(); ++i)
    if (caps[i] < uncapped)
      units.push_back(static_cast<int>(i));
  return units;
}

std::vector<std::int64_t> indices_of(const torch::Tensor &rows) {
  return {rows.data_ptr<std::int64_t>(), rows.data_ptr<std::int64_t>() + rows.numel()};
}

/// One of `count` things, `number` in [0, 1).
std::size_t chosen(float number, std::size_t count) {
  return std::min(count - 1, static_cast<std::size_t>(number * static_cast<float>(count)));
}

void add(Expression &sum, const Expression &what, float times) {
  for (std::size_t i = 0; i < sum.size(); ++i)
    sum[i] += times * what[i];
}

Expression difference(const Expression &a, const Expression &b) {
  Expression result(a);
  add(result, b, -1.F);
  return result;
}

/// CV_32FC(channels) square Mats as [N, channels, S, S].
torch::Tensor to_tensor(const std::vector<cv::Mat> &mats) {
  std::vector<torch::Tensor> all;
  for (const auto &mat : mats)
    all.push_back(torch::from_blob(const_cast<uchar *>(mat.data), {mat.rows, mat.cols, mat.channels()}, torch::kFloat));
  return torch::stack(all).permute({0, 3, 1, 2}).contiguous();
}

torch::Tensor to_tensor(const std::vector<Landmarks> &landmarks) {
  auto points = torch::empty({static_cast<std::int64_t>(landmarks.size()), 68, 2});
  auto *number = points.data_ptr<float>();
  for (const auto &face : landmarks)
    for (const auto &point : face) {
      *number++ = point.x;
      *number++ = point.y;
    }
  return points;
}

Landmarks to_landmarks(const torch::Tensor &points) {
  Landmarks landmarks;
  const auto *number = points.data_ptr<float>();
  for (auto &point : landmarks) {
    point.x = *number++;
    point.y = *number++;
  }
  return landmarks;
}

template <typename Pick> torch::Tensor of_all(const std::vector<Lesson> &lessons, Pick pick) {
  std::vector<cv::Mat> mats;
  for (const auto &lesson : lessons)
    mats.push_back(lesson.*pick);
  return to_tensor(mats);
}

torch::Tensor where_rows(const torch::Tensor &which, const torch::Tensor &yes, const torch::Tensor &no) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(no.dim()), 1);
  shape[0] = -1;
  return torch::where(which.view(shape), yes, no);
}

/// A flow seen in a mirror.
torch::Tensor flipped_flow(const torch::Tensor &flow) {
  return flow.flip(3) * torch::tensor({-1.F, 1.F}).view({1, 2, 1, 1});
}

/// Pictures in [-1, 1] under another light, [N, 3, 1, 1] of each colour.
torch::Tensor lit(const torch::Tensor &pictures, const torch::Tensor &light) {
  return ((pictures + 1) / 2 * light).clamp(0, 1) * 2 - 1;
}

} // namespace

LessonSampler::LessonSampler(const RigOptions &options, const FaceRig &rig, const FittedFaces &faces,
                             const torch::Tensor &labels, const FittedFaces *pairs, const Calm &calm,
                             RandomSource &random, Shard shard, torch::Device device)
    : options_(options), rig_(rig), faces_(faces), labels_(labels), pairs_(pairs), calm_(calm),
      expressing_(capped_units(calm.caps)), teacher_(rig, options.image_size), random_(random, shard), shard_(shard),
      device_(device) {
  mirrored_units_ = torch::tensor(std::vector<std::int64_t>(rig.mirror.begin(), rig.mirror.end()));
  find_calm_partners();
}

void LessonSampler::find_calm_partners() {
  if (pairs_ == nullptr)
    return;
  const auto &files = pairs_->faces.files();
  const auto person = [&](std::int64_t row) {
    return std::filesystem::path(files[static_cast<std::size_t>(row)].path).stem().string();
  };
  std::map<std::string, std::int64_t> shut;
  for (const auto row : indices_of(pairs_->usable))
    if (cv::countNonZero(inside_of_mouth(pairs_->landmarks[static_cast<std::size_t>(row)], options_.image_size)) == 0)
      shut.emplace(person(row), row);
  for (const auto row : indices_of(pairs_->open))
    if (const auto partner = shut.find(person(row)); partner != shut.end())
      calm_partners_.emplace(row, partner->second);
}

/// What is beyond a calm face.
Expression LessonSampler::shown_of(const Expression &expression) const {
  return difference(expression, calmed(expression, calm_.caps));
}

/// Emotions and mixtures of two more often than single units and what other people show.
void LessonSampler::draw_expression(Draft &draft, const float *numbers, const std::vector<Expression> &emotions) const {
  auto &adds = draft.adds;
  adds.assign(rig_.units.size(), 0.F);
  draft.amounts.assign(emotions.size(), 0.F);
  if (numbers[0] < 0.6F) {
    draft.amounts[chosen(numbers[1], emotions.size())] += 1.15F * numbers[2];
    if (numbers[3] < 0.35F)
      draft.amounts[chosen(numbers[4], emotions.size())] += 0.7F * numbers[5];
    for (std::size_t i = 0; i < emotions.size(); ++i)
      add(adds, emotions[i], draft.amounts[i]);
  } else if (numbers[0] < 0.8F) {
    const auto count = 1 + chosen(numbers[1], 4);
    for (std::size_t i = 0; i < count; ++i)
      adds[static_cast<std::size_t>(expressing_[chosen(numbers[2 + 2 * i], expressing_.size())])] = numbers[3 + 2 * i];
  } else {
    const Row other{
        &faces_,
        faces_.usable[static_cast<std::int64_t>(chosen(numbers[1], static_cast<std::size_t>(faces_.usable.size(0))))]
            .item<std::int64_t>()};
    adds = shown_of(other.fit().expression);
  }
}

LessonSampler::Draft LessonSampler::draft(const float *numbers, const std::vector<Expression> &emotions) const {
  Draft draft;
  const auto place = chosen(numbers[0], static_cast<std::size_t>(faces_.usable.size(0)));
  draft.row = {&faces_, faces_.usable[static_cast<std::int64_t>(place)].item<std::int64_t>()};
  draw_expression(draft, numbers + 3, emotions);
  draft.keep = kept_of(rig_.units, numbers[1] < 0.3F ? numbers[2] : 0.F);
  return draft;
}

std::vector<LessonSampler::Draft> LessonSampler::drafts(int size, const torch::Tensor &emotions) {
  const auto rows = rows_of(emotions.cpu());
  const auto numbers = random_.uniform({size / shard_.world, numbers_of_a_draft});
  std::vector<Draft> drafts;
  for (std::int64_t i = 0; i < numbers.size(0); ++i)
    drafts.push_back(draft(numbers[i].data_ptr<float>(), rows));
  std::vector<Expression> own, adds, keep;
  for (const auto &draft : drafts) {
    own.push_back(draft.row.fit().expression);
    adds.push_back(draft.adds);
    keep.push_back(draft.keep);
  }
  const auto before = matrix_of(own);
  const auto wanted = rows_of(before + change_of_expression(before, {matrix_of(adds), matrix_of(keep)},
                                                            torch::tensor(calm_.caps), matrix_of(calm_.companions)));
  for (std::size_t i = 0; i < drafts.size(); ++i)
    drafts[i].wanted = wanted[i];
  return drafts;
}

std::vector<Lesson> LessonSampler::taught(const std::vector<Draft> &drafts) const {
  std::vector<Lesson> lessons(drafts.size());
  parallel_for(drafts.size(), static_cast<std::size_t>(options_.data.num_workers), [&](std::size_t i) {
    const auto &row = drafts[i].row;
    lessons[i] = teacher_.lesson(row.set->picture(row.index), row.fit(), row.landmarks(), drafts[i].wanted);
  });
  return lessons;
}

/// Which of so many faces are mirrored, bool [size].
torch::Tensor LessonSampler::whims(std::int64_t size) {
  return random_.uniform({size}) < 0.5;
}

/// A random light for each of so many faces, [size, 3, 1, 1].
torch::Tensor LessonSampler::light(std::int64_t size) {
  return (0.8 + 0.4 * random_.uniform({size, 1, 1, 1})) * (0.94 + 0.12 * random_.uniform({size, 3, 1, 1}));
}

/// The faces as the network gets them: landmarks as noisy as a detector's.
AlignedBatch LessonSampler::observed(const torch::Tensor &pictures, const std::vector<Landmarks> &landmarks) {
  AlignedBatch batch;
  batch.pictures = pictures;
  const auto normal = std::sqrt(2.) * torch::erfinv(2 * random_.uniform({pictures.size(0), 68, 2}) - 1);
  batch.landmarks = to_tensor(landmarks) + options_.landmark_noise * normal.clamp(-4, 4);
  std::vector<cv::Mat> maps;
  for (std::int64_t i = 0; i < pictures.size(0); ++i)
    maps.push_back(face_maps(to_landmarks(batch.landmarks[i]), options_.image_size));
  batch.maps = to_tensor(maps);
  return batch;
}

void LessonSampler::mirror(AlignedBatch &faces, const torch::Tensor &which) const {
  faces.pictures = where_rows(which, faces.pictures.flip(3), faces.pictures);
  faces.maps = where_rows(which, faces.maps.flip(3), faces.maps);
  auto points = faces.landmarks.index_select(1, mirrored_points());
  points.select(2, 0).mul_(-1).add_(options_.image_size - 1);
  faces.landmarks = where_rows(which, points, faces.landmarks);
}

torch::Tensor LessonSampler::mirrored(const torch::Tensor &units, const torch::Tensor &which) const {
  return where_rows(which, units.index_select(1, mirrored_units_), units);
}

LessonBatch LessonSampler::lessons(int size, const torch::Tensor &emotions) {
  const auto drafts = this->drafts(size, emotions);
  const auto taught = this->taught(drafts);
  const auto n = static_cast<std::int64_t>(drafts.size());
  std::vector<torch::Tensor> pictures;
  std::vector<Landmarks> landmarks;
  std::vector<Expression> amounts, adds, keep, shown;
  for (const auto &[row, amount, added, kept, wanted] : drafts) {
    pictures.push_back(row.set->faces.pictures(torch::tensor({row.index}))[0]);
    landmarks.push_back(row.landmarks());
    amounts.push_back(amount);
    adds.push_back(added);
    keep.push_back(kept);
    shown.push_back(difference(wanted, calmed(row.fit().expression, calm_.caps)));
  }
  LessonBatch batch;
  const auto lights = light(n);
  batch.faces = observed(lit(torch::stack(pictures).to(torch::kFloat) / 127.5 - 1, lights), landmarks);
  batch.upper = of_all(taught, &Lesson::upper);
  batch.lower = of_all(taught, &Lesson::lower);
  batch.gain = of_all(taught, &Lesson::gain);
  batch.hole = of_all(taught, &Lesson::hole);
  batch.mouth = lit(of_all(taught, &Lesson::mouth) / 127.5 - 1, lights);
  const auto which = whims(n);
  mirror(batch.faces, which);
  batch.upper = where_rows(which, flipped_flow(batch.upper), batch.upper);
  batch.lower = where_rows(which, flipped_flow(batch.lower), batch.lower);
  for (auto *picture : {&batch.gain, &batch.mouth, &batch.hole})
    *picture = where_rows(which, picture->flip(3), *picture);
  batch.request = {mirrored(matrix_of(adds), which), mirrored(matrix_of(keep), which)};
  batch.shown = mirrored(matrix_of(shown), which);
  batch.amounts = matrix_of(amounts);
  batch.mirrored = which.view({-1, 1});
  batch.mirrored_units = mirrored_units_;
  for (auto *tensor : {&batch.faces.pictures, &batch.faces.landmarks, &batch.faces.maps, &batch.request.adds,
                       &batch.request.keep, &batch.shown, &batch.upper, &batch.lower, &batch.gain, &batch.mouth,
                       &batch.hole, &batch.amounts, &batch.mirrored, &batch.mirrored_units})
    *tensor = to_device(*tensor, device_);
  return batch;
}

/// Of the pairs and of the photographs by their share; four of five of the latter with open mouths, for what is inside
/// is what is hard.
std::vector<LessonSampler::Rebuilt> LessonSampler::reconstructed_rows(int size) {
  constexpr float open_share = 0.8F, true_share = 0.5F; // of the pairs, those from the calm photograph
  const auto numbers = random_.uniform({size / shard_.world, 4});
  std::vector<Rebuilt> rows;
  for (std::int64_t i = 0; i < numbers.size(0); ++i) {
    const auto *number = numbers[i].data_ptr<float>();
    const bool pair = pairs_ != nullptr && number[0] < options_.pairs_share;
    const auto &set = pair ? *pairs_ : faces_;
    const bool open = set.open.size(0) > 0 && (pair || number[1] < open_share);
    const auto &choices = open ? set.open : set.usable;
    const Row photograph{
        &set, choices[static_cast<std::int64_t>(chosen(number[2], static_cast<std::size_t>(choices.size(0))))]
                  .item<std::int64_t>()};
    rows.push_back({photograph, std::nullopt});
    if (const auto partner = calm_partners_.find(photograph.index);
        pair && number[3] < true_share && partner != calm_partners_.end())
      rows.back().calm = Row{pairs_, partner->second};
  }
  return rows;
}

ReconstructionBatch LessonSampler::reconstructions(int size) {
  constexpr double calming_light = 0.7; ///< of the teacher's gain, which is less sure than its flow
  std::vector<Draft> drafts;
  std::vector<torch::Tensor> pictures;
  std::vector<cv::Mat> maps, inside;
  std::vector<Expression> adds;
  const auto rows = reconstructed_rows(size);
  for (const auto &[row, partner] : rows) {
    const auto &own = row.fit().expression;
    drafts.push_back({row, {}, {}, {}, calmed(own, calm_.caps)});
    pictures.push_back(row.set->faces.pictures(torch::tensor({row.index}))[0]);
    maps.push_back(face_maps(row.landmarks(), options_.image_size));
    inside.push_back(inside_of_mouth(row.landmarks(), options_.image_size));
    adds.push_back(difference(own, drafts.back().wanted));
  }
  const auto taught = this->taught(drafts);
  const auto n = static_cast<std::int64_t>(drafts.size());

  ReconstructionBatch batch;
  batch.photographs = torch::stack(pictures).to(torch::kFloat) / 127.5 - 1;
  Layers layers;
  layers.upper = of_all(taught, &Lesson::upper);
  layers.lower = of_all(taught, &Lesson::lower);
  layers.gain = calming_light * of_all(taught, &Lesson::gain);
  layers.matte = torch::zeros_like(layers.gain);
  layers.paint = torch::full_like(batch.photographs, -0.8); // calm mouths are shut: hardly a pixel of it shows
  auto placed = place(to_tensor(maps), layers.upper, layers.lower);
  placed.inside.zero_(); // a tooth that shone through would tell what to paint
  const auto calm = compose(batch.photographs, layers, placed);
  batch.inside = to_tensor(inside);
  batch.calmed = torch::ones({n, 1, 1, 1});

  const auto lights = light(n);
  std::vector<Landmarks> landmarks;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto &partner = rows[static_cast<std::size_t>(i)].calm;
    landmarks.push_back(partner ? partner->landmarks() : taught[static_cast<std::size_t>(i)].landmarks);
    if (partner) {
      calm[i] = partner->set->faces.pictures(torch::tensor({partner->index}))[0].to(torch::kFloat) / 127.5 - 1;
      batch.calmed[i] = 0;
    }
  }
  batch.faces = observed(lit(calm, lights), landmarks);
  batch.photographs = lit(batch.photographs, lights);
  const auto which = whims(n);
  mirror(batch.faces, which);
  batch.photographs = where_rows(which, batch.photographs.flip(3), batch.photographs);
  batch.inside = where_rows(which, batch.inside.flip(3), batch.inside);
  batch.request.adds = mirrored(matrix_of(adds), which);
  batch.request.keep = torch::zeros_like(batch.request.adds);
  for (auto *tensor : {&batch.faces.pictures, &batch.faces.landmarks, &batch.faces.maps, &batch.request.adds,
                       &batch.request.keep, &batch.photographs, &batch.inside, &batch.calmed})
    *tensor = to_device(*tensor, device_);
  return batch;
}

RealBatch LessonSampler::reals(int size) {
  const auto numbers = random_.uniform({size / shard_.world});
  const auto places = (numbers * faces_.usable.size(0)).to(torch::kLong).clamp_max(faces_.usable.size(0) - 1);
  const auto rows = faces_.usable.index_select(0, places);
  std::vector<Expression> shown;
  for (std::int64_t i = 0; i < rows.size(0); ++i) {
    const Row row{&faces_, rows[i].item<std::int64_t>()};
    shown.push_back(shown_of(row.fit().expression));
  }
  const auto which = whims(rows.size(0));
  const auto pictures = lit(faces_.faces.pictures(rows).to(torch::kFloat) / 127.5 - 1, light(rows.size(0)));
  return {to_device(where_rows(which, pictures.flip(3), pictures), device_),
          to_device(mirrored(matrix_of(shown), which), device_), to_device(labels_.index_select(0, rows), device_)};
}

PosedFaces LessonSampler::posed(int size, const torch::Tensor &emotions) {
  const auto drafts = this->drafts(size, emotions);
  std::vector<Landmarks> landmarks(drafts.size());
  parallel_for(drafts.size(), static_cast<std::size_t>(options_.data.num_workers), [&](std::size_t i) {
    const auto &row = drafts[i].row;
    landmarks[i] = teacher_.landmarks(row.fit(), row.landmarks(), drafts[i].wanted);
  });
  std::vector<Expression> wanted;
  std::vector<torch::Tensor> pose;
  for (const auto &draft : drafts) {
    wanted.push_back(draft.wanted);
    pose.push_back(draft.row.set->own[draft.row.index].slice(0, static_cast<std::int64_t>(rig_.units.size())));
  }
  return {to_tensor(landmarks), torch::cat({matrix_of(wanted), torch::stack(pose)}, 1)};
}

} // namespace ganmut
