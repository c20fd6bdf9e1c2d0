#include <ganmut/model.h>

#include <filesystem>

#include <ganmut/error.h>

#include "checkpoint/model_file.h"
#include "checkpoint/model_folders.h"
#include "error/translate.h"

namespace ganmut {

namespace fs = std::filesystem;

namespace {

bool is_name(const fs::path &text) {
  return !text.has_parent_path() && !text.has_extension();
}

std::string found(const std::string &name_or_path) {
  if (name_or_path.empty())
    throw Error(ErrorKind::NotFound,
                "No model is named; give a file, or the name of an installed model such as 'default'.");
  std::error_code cause;
  if (!is_name(name_or_path)) {
    if (!fs::exists(name_or_path, cause))
      throw Error(ErrorKind::NotFound, "Model file '" + name_or_path + "' does not exist.", cause.message());
    return name_or_path;
  }
  std::string searched;
  for (const auto &folder : model_folders()) {
    const auto path = folder / (name_or_path + ".safetensors");
    if (fs::exists(path, cause))
      return path.string();
    searched += (searched.empty() ? "" : ", ") + folder.string();
  }
  throw Error(ErrorKind::NotFound, "No model is named '" + name_or_path + "' in " + searched +
                                       "; give a name from there or a file (./FILE).");
}

Model loaded(const std::string &path) {
  auto file = read_model(path);
  try {
    return ModelAccess::make(std::move(file), path);
  } catch (const Error &error) {
    throw Error(ErrorKind::BadFile, "'" + path + "' places no emotions: " + error.what());
  }
}

} // namespace

std::string find_model(const std::string &name_or_path) {
  return translated("find the model '" + name_or_path + "'", [&] { return found(name_or_path); });
}

Model Model::load(const std::string &name_or_path) {
  const auto path = find_model(name_or_path);
  return translated("read the model '" + path + "'", [&] { return loaded(path); });
}

Model::Model(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

const ModelInfo &Model::info() const {
  return content_->info;
}

const ConditionalSpace &Model::space() const {
  return content_->space;
}

const std::string &Model::path() const {
  return content_->path;
}

Model ModelAccess::make(ModelFile file, std::string path) {
  auto space = space_of(file.info, file.tensors);
  return Model(std::make_shared<Model::Content>(
      Model::Content{std::move(file.info), std::move(space), std::move(file.tensors), std::move(path)}));
}

} // namespace ganmut
