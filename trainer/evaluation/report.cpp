#include "trainer/evaluation/report.h"

#include <cmath>
#include <fstream>
#include <numeric>

#include <ganmut/error.h>
#include <nlohmann/json.hpp>

#include "checkpoint/model_metadata.h"

namespace ganmut {

namespace {

using Json = nlohmann::ordered_json;

/// Four decimals: the figures are not more precise.
double rounded(double value) {
  return std::round(value * 1e4) / 1e4;
}

std::vector<double> rounded(const std::vector<double> &values) {
  std::vector<double> result;
  for (const double value : values)
    result.push_back(rounded(value));
  return result;
}

Json json_of_model(const Report &r) {
  return {{"path", r.model_path},
          {"sha256", r.model.sha256},
          {"parametrization", text_of(r.model.parametrization)},
          {"dimensions", r.model.dimensions},
          {"conditioning", text_of(r.model.conditioning)},
          {"output", text_of(r.model.output)},
          {"image_size", r.model.image_size},
          {"emotions", r.model.emotions}};
}

Json json_of(const std::vector<Point> &points) {
  Json json = Json::array();
  for (const auto &point : points)
    json.push_back({rounded(point.x), rounded(point.y), rounded(point.z)});
  return json;
}

Json json_of_data(const Report &r) {
  return {{"dataset_root", r.dataset_root},
          {"held_out", r.held_out},
          {"held_out_by", r.held_out_by_person ? "person" : "file"},
          {"held_out_seed", r.held_out_seed},
          {"seed", r.seed},
          {"emotions", r.emotions},
          {"places", json_of(r.places)},
          {"not_judged", r.not_judged},
          {"training_faces", r.training_faces},
          {"held_out_faces", r.held_out_faces},
          {"edited_faces", r.edited_faces}};
}

Json json_of(const Confusion &confusion) {
  return {{"accuracy", rounded(accuracy_of(confusion))},
          {"balanced_accuracy", rounded(balanced_accuracy_of(confusion))},
          {"confusion", confusion}};
}

Json json_of(const TargetFigures &t, const std::string &emotion) {
  return {{"emotion", emotion},
          {"edits", t.edits},
          {"classifier", rounded(t.classifier)},
          {"landmarks", rounded(t.landmarks)},
          {"score", rounded(t.score)},
          {"landmark_amount", rounded(t.amount)},
          {"landmark_cosine", rounded(t.cosine)},
          {"frechet_distance", rounded(t.distance)},
          {"frechet_distance_before", rounded(t.distance_before)},
          {"upper_face_ssim", rounded(t.upper_ssim)},
          {"reconstruction_error", rounded(t.reconstruction)},
          {"paint",
           {{"name", t.paint},
            {"classifier", rounded(t.paint_classifier)},
            {"landmarks", rounded(t.paint_landmarks)},
            {"score", rounded(t.paint_score)}}}};
}

Json json_of(const GrowthCurve &curve) {
  return {{"mean", rounded(curve.mean)}, {"spearman", rounded(curve.spearman)}, {"pearson", rounded(curve.pearson)}};
}

Json json_of(const CardCell &cell, const std::vector<std::string> &emotions) {
  return {{"theta", rounded(cell.theta)},
          {"radius", cell.radius},
          {"x", rounded(cell.point.x)},
          {"y", rounded(cell.point.y)},
          {"expected", cell.expected},
          {"judged", emotions[static_cast<std::size_t>(cell.judged)]},
          {"agreement", rounded(cell.agreement)},
          {"certainty", rounded(cell.certainty)},
          {"landmark_amount", rounded(cell.amount)}};
}

Json json_of(const RigFigures &rig) {
  Json json = {{"faces", rig.faces},
               {"correlation", rounded(rig.correlation)},
               {"teacher_correlation", rounded(rig.teacher_correlation)},
               {"exact_correlation", rounded(rig.exact_correlation)},
               {"error", rounded(rig.error)},
               {"flow_error", rounded(rig.flow)},
               {"identity_change", rounded(rig.identity)},
               {"head_turn", rounded(rig.turn)}};
  for (const auto &emotion : rig.emotions)
    json["emotions"].push_back({{"emotion", emotion.name},
                                {"raised", rounded(emotion.raised)},
                                {"found", rounded(emotion.found)},
                                {"teacher_raised", rounded(emotion.teacher_raised)},
                                {"sharpness", rounded(emotion.sharpness)},
                                {"colour_change", rounded(emotion.colour)}});
  return json;
}

Json json_of(const PairFigures &pairs) {
  return {{"people", pairs.people},
          {"put_on", {{"mouth", rounded(pairs.put_on_mouth)}, {"features", rounded(pairs.put_on_features)}}},
          {"removed", {{"mouth", rounded(pairs.removed_mouth)}, {"features", rounded(pairs.removed_features)}}}};
}

Json json_of(const ClipFigures &clip) {
  return {{"clip", clip.clip},
          {"emotion", clip.emotion},
          {"frames", clip.frames},
          {"flicker", rounded(clip.flicker)},
          {"speech", rounded(clip.speech)}};
}

Json json_of(const Report &r) {
  Json json = {{"format", 1}, {"score", rounded(score_of(r))}, {"model", json_of_model(r)}, {"data", json_of_data(r)}};
  json["classifier"] = json_of(r.real);
  json["classifier"]["file"] = r.classifier_path;
  json["edits"] = json_of(r.edits);
  json["edits"]["frechet_distance"] = rounded(r.distance);
  json["edits"]["frechet_distance_of_photos"] = rounded(r.distance_real);
  for (std::size_t k = 0; k < r.targets.size(); ++k)
    json["targets"].push_back(json_of(r.targets[k], r.emotions[k]));
  json["growth"]["parts"] = growth_parts();
  for (const auto &growth : r.growth)
    json["growth"]["emotions"].push_back({{"emotion", r.emotions[static_cast<std::size_t>(growth.target)]},
                                          {"faces", growth.faces},
                                          {"probability", json_of(growth.certainty)},
                                          {"landmark_amount", json_of(growth.amount)}});
  json["steadiness"] = {{"bend_outwards", rounded(r.steadiness.bend_outwards)},
                        {"bend_round", rounded(r.steadiness.bend_round)},
                        {"flicker", rounded(r.steadiness.flicker)},
                        {"photo_shift", rounded(r.steadiness.shift)}};
  json["space_card"]["faces"] = r.card_faces;
  for (const auto &cell : r.card)
    json["space_card"]["cells"].push_back(json_of(cell, r.emotions));
  if (r.rig)
    json["rig"] = json_of(*r.rig);
  if (r.pairs)
    json["pairs"] = json_of(*r.pairs);
  for (const auto &clip : r.clips)
    json["clips"].push_back(json_of(clip));
  return json;
}

} // namespace

double accuracy_of(const Confusion &confusion) {
  double right = 0, all = 0;
  for (std::size_t k = 0; k < confusion.size(); ++k) {
    right += confusion[k][k];
    all += std::accumulate(confusion[k].begin(), confusion[k].end(), 0);
  }
  return all > 0 ? right / all : 0;
}

double balanced_accuracy_of(const Confusion &confusion) {
  double sum = 0;
  int rows = 0;
  for (std::size_t k = 0; k < confusion.size(); ++k)
    if (const int all = std::accumulate(confusion[k].begin(), confusion[k].end(), 0); all > 0) {
      sum += static_cast<double>(confusion[k][k]) / all;
      ++rows;
    }
  return rows > 0 ? sum / rows : 0;
}

double score_of(const Report &report) {
  double sum = 0;
  for (const auto &target : report.targets)
    sum += target.score / static_cast<double>(report.targets.size());
  return sum;
}

void write_json(const std::string &path, const Report &report) {
  std::ofstream file(path);
  file << json_of(report).dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
  if (!file.flush())
    throw Error(ErrorKind::Failed, "The report " + path + " cannot be written.");
}

} // namespace ganmut
