#include "checkpoint/model_metadata.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <nlohmann/json.hpp>

#include <ganmut/error.h>

namespace ganmut {

namespace {

constexpr int newest_format = 1;

using Metadata = std::map<std::string, std::string>;

/// The metadata of one file, read with messages that name the key.
class MetadataReader {
public:
  MetadataReader(const Metadata &metadata, const std::string &path) : metadata_(metadata), path_(path) {}

  const std::string &text(const char *key) const {
    const auto found = metadata_.find(key);
    if (found == metadata_.end())
      throw Error(ErrorKind::BadFile, "'" + path_ + "' lacks '" + key + "' in its metadata.");
    return found->second;
  }

  std::string text_or_empty(const char *key) const { return metadata_.count(key) == 0 ? std::string() : text(key); }

  int number(const char *key, int least, int most) const {
    const auto &value = text(key);
    int result = 0;
    const auto [end, cause] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (cause != std::errc() || end != value.data() + value.size() || result < least || result > most)
      bad(key, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return result;
  }

  template <typename Choice> Choice choice(const char *key, std::initializer_list<Choice> choices) const {
    std::string valid;
    for (const auto choice : choices) {
      if (text(key) == text_of(choice))
        return choice;
      valid += (valid.empty() ? "" : ", ") + std::string(text_of(choice));
    }
    bad(key, valid);
  }

  [[noreturn]] void bad(const char *key, const std::string &valid) const {
    throw Error(ErrorKind::BadFile,
                "'" + path_ + "' has '" + text(key) + "' as '" + key + "' in its metadata; valid: " + valid + ".");
  }

private:
  const Metadata &metadata_;
  const std::string &path_;
};

constexpr std::array<const char *, 3> template_names{"right_eye", "left_eye", "nose"};

bool are_distinct(const std::vector<std::string> &names) {
  const std::set<std::string> once(names.begin(), names.end());
  return once.size() == names.size() && once.count("") == 0;
}

std::string joined(const std::vector<std::string> &names) {
  std::string text;
  for (const auto &name : names)
    text += (text.empty() ? "" : ",") + name;
  return text;
}

using Calibration = std::map<std::string, std::vector<float>>;

Calibration calibration_from(const MetadataReader &reader, const std::vector<std::string> &emotions) {
  const auto text = reader.text_or_empty("calibration");
  if (text.empty())
    return {};
  const auto is_valid = [&](const Calibration::value_type &entry) {
    const auto &[name, curve] = entry;
    return std::find(emotions.begin(), emotions.end(), name) != emotions.end() && curve.size() >= 2 &&
           curve.front() == 0 && curve.back() == 1 && std::is_sorted(curve.begin(), curve.end());
  };
  try {
    auto calibration = nlohmann::json::parse(text).get<Calibration>();
    if (std::all_of(calibration.begin(), calibration.end(), is_valid))
      return calibration;
  } catch (const nlohmann::json::exception &) {
    // The sentence below says what is valid.
  }
  reader.bad("calibration", "{\"EMOTION\":[0,...,1],...} with the model's emotions and growing numbers");
}

} // namespace

const char *text_of(Parametrization parametrization) {
  return parametrization == Parametrization::Linear ? "linear" : "gaussian";
}

const char *text_of(Conditioning conditioning) {
  return conditioning == Conditioning::Planes ? "planes" : "film";
}

const char *text_of(OutputKind output) {
  switch (output) {
  case OutputKind::Direct:
    return "direct";
  case OutputKind::Residual:
    return "residual";
  case OutputKind::Warp:
    return "warp";
  case OutputKind::Layers:
    break;
  }
  return "layers";
}

std::string text_of(const Alignment &alignment) {
  if (alignment.kind == Alignment::Kind::Box)
    return "box";
  nlohmann::ordered_json json{{"kind", "similarity"}};
  for (std::size_t i = 0; i < template_names.size(); ++i)
    json[template_names[i]] = alignment.template_points[i];
  return json.dump();
}

Alignment alignment_from(const std::string &text) {
  Alignment alignment;
  if (text == "box")
    return alignment;
  try {
    const auto json = nlohmann::json::parse(text);
    const auto kind = json.at("kind").get<std::string>();
    if (kind == "box")
      return alignment;
    alignment.kind = Alignment::Kind::Similarity;
    bool fine = kind == "similarity";
    for (std::size_t i = 0; i < template_names.size(); ++i) {
      alignment.template_points[i] = json.at(template_names[i]).get<std::array<float, 2>>();
      for (const auto part : alignment.template_points[i])
        fine = fine && part >= 0.F && part <= 1.F;
    }
    if (fine)
      return alignment;
  } catch (const nlohmann::json::exception &) {
    // The sentence below says what is valid.
  }
  throw Error(ErrorKind::BadArgument,
              "'" + text +
                  "' is no alignment; valid: box, or {\"kind\":\"similarity\",\"right_eye\":[x,y],"
                  "\"left_eye\":[x,y],\"nose\":[x,y]} with numbers from 0 to 1.");
}

std::vector<std::string> names_from(const std::string &text) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    auto name = text.substr(begin, end - begin);
    name.erase(0, name.find_first_not_of(' '));
    name.erase(name.find_last_not_of(' ') + 1);
    names.push_back(name);
    begin = end + 1;
  }
  return names;
}

Metadata metadata_of(const ModelInfo &info) {
  Metadata metadata{{"format_version", std::to_string(info.format_version)},
                    {"parametrization", text_of(info.parametrization)},
                    {"dimensions", std::to_string(info.dimensions)},
                    {"classes", std::to_string(info.classes)},
                    {"width", std::to_string(info.width)},
                    {"blocks", std::to_string(info.blocks)},
                    {"conditioning", text_of(info.conditioning)},
                    {"output", text_of(info.output)},
                    {"image_size", std::to_string(info.image_size)},
                    {"colour_order", info.colour_order},
                    {"alignment", text_of(info.alignment)},
                    {"emotions", joined(info.emotions)},
                    {"licence", info.licence},
                    {"training", info.training},
                    {"sha256", info.sha256}};
  if (!info.units.empty())
    metadata["units"] = joined(info.units);
  if (!info.calibration.empty())
    metadata["calibration"] = nlohmann::json(info.calibration).dump();
  return metadata;
}

bool has_model_info(const Metadata &metadata) {
  return metadata.count("format_version") != 0;
}

ModelInfo info_from(const Metadata &metadata, const std::string &path) {
  const MetadataReader reader(metadata, path);
  ModelInfo info;
  info.format_version = reader.number("format_version", 1, newest_format);
  info.parametrization = reader.choice("parametrization", {Parametrization::Linear, Parametrization::Gaussian});
  info.dimensions = reader.number("dimensions", 2, 3);
  info.classes = reader.number("classes", 2, 1000);
  info.width = reader.number("width", 1, 1024);
  info.blocks = reader.number("blocks", 0, 1000);
  info.conditioning = reader.choice("conditioning", {Conditioning::Planes, Conditioning::Film});
  info.output =
      reader.choice("output", {OutputKind::Direct, OutputKind::Residual, OutputKind::Warp, OutputKind::Layers});
  info.image_size = reader.number("image_size", 16, 1024);
  if (info.output == OutputKind::Layers) {
    info.units = names_from(reader.text("units"));
    if (!are_distinct(info.units))
      reader.bad("units", "names, each once, separated by commas");
    if (info.image_size % 8 != 0)
      reader.bad("image_size", "a multiple of 8 for output layers");
  }
  info.colour_order = reader.text("colour_order");
  if (info.colour_order != "BGR")
    reader.bad("colour_order", "BGR");
  try {
    info.alignment = alignment_from(reader.text("alignment"));
  } catch (const Error &error) {
    throw Error(ErrorKind::BadFile, "'" + path + "' has a bad alignment in its metadata: " + error.what());
  }
  info.emotions = names_from(reader.text("emotions"));
  if (static_cast<int>(info.emotions.size()) != info.classes)
    reader.bad("emotions", std::to_string(info.classes) + " names, separated by commas");
  info.calibration = calibration_from(reader, info.emotions);
  info.licence = reader.text_or_empty("licence");
  info.training = reader.text_or_empty("training");
  info.sha256 = reader.text("sha256");
  return info;
}

} // namespace ganmut
