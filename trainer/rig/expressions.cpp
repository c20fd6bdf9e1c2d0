#include "trainer/rig/expressions.h"

#include <algorithm>
#include <fstream>

#include <ganmut/action_units.h>
#include <ganmut/error.h>
#include <nlohmann/json.hpp>

#include "standard_emotions.h"

using nlohmann::json;

namespace ganmut {

namespace {

std::string listed(const std::vector<std::string> &names) {
  std::string list;
  for (const auto &name : names)
    list += (list.empty() ? "" : ", ") + name;
  return list;
}

} // namespace

ExpressionTable ExpressionTable::read(const std::vector<std::string> &units, const std::string &path) {
  std::ifstream file(path);
  if (!file)
    throw Error(ErrorKind::NotFound, "The table of emotions " + path + " cannot be opened.");
  return {units, std::string(std::istreambuf_iterator<char>(file), {}), path};
}

ExpressionTable ExpressionTable::standard(const std::vector<std::string> &units) {
  return {units, standard_emotions, "emotions.json"};
}

ExpressionTable::ExpressionTable(const std::vector<std::string> &units, const std::string &text,
                                 const std::string &name) {
  try {
    const auto root = json::parse(text);
    for (const auto &entry : root.at("emotions")) {
      EmotionExpression emotion;
      emotion.name = entry.at("name").get<std::string>();
      emotion.source = entry.value("source", "");
      try {
        emotion.adds = action_units(entry.at("adds").get<std::string>(), units);
      } catch (const Error &error) {
        throw Error(ErrorKind::BadFile, name + ", emotion " + emotion.name + ": " + error.what());
      }
      emotions_.push_back(std::move(emotion));
    }
  } catch (const json::exception &error) {
    throw Error(ErrorKind::BadFile,
                "The table of emotions " + name +
                    R"( must be like {"emotions": [{"name": "happy", "adds": "AU12=0.8", "source": "..."}]}.)",
                error.what());
  }
}

const EmotionExpression &ExpressionTable::of(const std::string &name) const {
  for (const auto &emotion : emotions_)
    if (emotion.name == name)
      return emotion;
  throw Error(ErrorKind::BadArgument, "'" + name + "' is no emotion of the table; valid are " + listed(names()) + ".");
}

std::vector<std::string> ExpressionTable::names() const {
  std::vector<std::string> names;
  for (const auto &emotion : emotions_)
    names.push_back(emotion.name);
  return names;
}

} // namespace ganmut
