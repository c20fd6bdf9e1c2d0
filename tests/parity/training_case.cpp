#include "training_case.h"

#include <regex>

#include "checkpoint/official_layout.h"
#include "trainer/cli/command_line.h"

namespace reference {

namespace {

struct InitialWeights {
  ganmut::StateDict generator, discriminator;
};

bool has_initial_weights(const Tensors &file) {
  return !file.below("init.G.").empty();
}

InitialWeights weights_in(const Tensors &file) {
  return {file.state("init.G."), file.state("init.D.")};
}

/// `initial_weights` is prose; it names checkpoints, a file with init.* keys, or another case (or the start of its
/// name).
InitialWeights initial_weights(const std::string &name, const Json &entry) {
  const Tensors own(entry.at("file").get<std::string>());
  if (has_initial_weights(own))
    return weights_in(own);
  const auto text = entry.at("initial_weights").get<std::string>();
  std::smatch found;
  if (std::regex_search(text, found, std::regex("(checkpoints/\\S+-)G\\.")))
    return {load(first_file(found[1].str() + "G.")), load(first_file(found[1].str() + "D."))};
  if (std::regex_search(text, found, std::regex("\\S+\\.pt")))
    return weights_in(Tensors(found.str()));
  if (std::regex_search(text, found, std::regex("case (\\w+)")))
    for (const auto &[other, other_entry] : training_cases().items())
      if (other.rfind(found[1].str(), 0) == 0) {
        const Tensors file(other_entry.at("file").get<std::string>());
        if (has_initial_weights(file))
          return weights_in(file);
      }
  ck_abort_msg("%s: no initial weights are found by '%s'", name.c_str(), text.c_str());
  return {};
}

/// The case's settings, through the trainer's own command line.
ganmut::OfficialOptions options_of(const Json &entry, int classes) {
  std::vector<std::string> words{"ganmut-train", "--c_dim", std::to_string(classes)};
  for (const auto &[flag, value] : entry.at("config").items()) {
    if (flag == "c_dim")
      continue;
    words.push_back("--" + flag);
    words.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  }
  const auto source = entry.value("official_file", "core/solver.py");
  words.insert(words.end(), {"--compat", source.rfind("core/", 0) == 0 ? "core" : "root"});
  std::vector<const char *> arguments;
  for (const auto &word : words)
    arguments.push_back(word.c_str());
  return std::get<ganmut::OfficialOptions>(
      ganmut::parse_command_line(static_cast<int>(arguments.size()), arguments.data()));
}

std::deque<torch::Tensor> draws_of(const Json &entry, const Tensors &file) {
  std::deque<torch::Tensor> random;
  if (entry.contains("draws_in_order"))
    for (const auto &draw : entry.at("draws_in_order"))
      random.push_back(file.at(draw.at("key").get<std::string>()));
  else
    for (const auto &[key, numbers] : file.below("draw."))
      random.push_back(numbers);
  return random;
}

/// "iteration 0,2,4: train/batch.pt" of every line; a single `batch` serves iteration 0.
std::map<std::int64_t, std::string> batch_files(const Json &entry) {
  std::map<std::int64_t, std::string> files;
  if (!entry.contains("batches_used"))
    return {{0, entry.at("batch").get<std::string>()}};
  const std::regex number("\\d+");
  for (const auto &line : entry.at("batches_used")) {
    const auto text = line.get<std::string>();
    const auto colon = text.find(':');
    const auto path = text.substr(text.find_first_not_of(' ', colon + 1));
    const auto iterations = text.substr(0, colon);
    for (std::sregex_iterator it(iterations.begin(), iterations.end(), number), end; it != end; ++it)
      files[std::stol(it->str())] = path;
  }
  return files;
}

int classes_of(const std::string &name, const Json &entry) {
  return ganmut::infer_info(initial_weights(name, entry).generator, name).classes;
}

} // namespace

TrainingCase::TrainingCase(const std::string &case_name, const Json &case_entry)
    : name(case_name), entry(case_entry), file(entry.at("file").get<std::string>()),
      options(options_of(entry, classes_of(name, entry))), random(draws_of(entry, file)),
      step(ganmut::make_official_step(options, torch::kCPU, random)), batch_files_(batch_files(entry)) {
  const auto weights = initial_weights(name, entry);
  ganmut::load_state(step->generator(), weights.generator);
  ganmut::load_state(step->discriminator(), weights.discriminator);
}

ganmut::LabelledBatch TrainingCase::batch(std::int64_t iteration) const {
  const Tensors batch(batch_files_.at(iteration));
  // One batch file serves cases with fewer classes, too, its labels modulo their number.
  return {network_inputs(batch.at("u8_nhwc_bgr")), batch.at("label").remainder(options.c_dim)};
}

} // namespace reference
