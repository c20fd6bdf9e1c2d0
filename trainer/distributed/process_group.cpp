#include "trainer/distributed/process_group.h"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <optional>

#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef GANMUT_NCCL
#define USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#include <torch/version.h>

namespace ganmut {

#if TORCH_VERSION_MAJOR < 2
using Backend = c10d::ProcessGroup;
#else
using Backend = c10d::Backend;
#endif

struct ProcessGroup::Link {
  std::chrono::milliseconds timeout;
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<Backend> gloo;    ///< between CPUs
  c10::intrusive_ptr<Backend> tensors; ///< between the devices of the run
};

namespace {

constexpr std::int64_t bucket_bytes = 25 * 1024 * 1024;

/// The number in the first of these environment variables that is set.
std::optional<int> number_in(std::initializer_list<const char *> names) {
  for (const char *name : names) {
    const char *text = std::getenv(name);
    if (text == nullptr || *text == '\0')
      continue;
    int value = 0;
    const auto *end = text + std::char_traits<char>::length(text);
    if (const auto [stop, failure] = std::from_chars(text, end, value);
        failure != std::errc() || stop != end || value < 0)
      throw Error(ErrorKind::BadArgument, std::string("The environment variable ") + name + " is '" + text +
                                              "', which is no rank, count or port; it must be a whole number.");
    return value;
  }
  return std::nullopt;
}

std::string text_in(const char *name, const char *otherwise) {
  const char *text = std::getenv(name);
  return text == nullptr || *text == '\0' ? otherwise : text;
}

/// Runs an exchange; what LibTorch throws becomes a sentence.
template <typename Exchange> void exchange(const Exchange &run) {
  try {
    run();
  } catch (const std::exception &error) {
    throw LostProcess(ErrorKind::Failed, "Another process of this training is gone or no longer answers.",
                      error.what());
  }
}

void sum_over_all(Backend &backend, torch::Tensor tensor, c10d::ReduceOp operation = c10d::ReduceOp::SUM) {
  std::vector<torch::Tensor> tensors{std::move(tensor)};
  c10d::AllreduceOptions options;
  options.reduceOp = operation;
  backend.allreduce(tensors, options)->wait();
}

} // namespace

ProcessGroup::ProcessGroup(std::chrono::seconds timeout) {
  count_ = number_in({"WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}).value_or(1);
  if (count_ <= 1) {
    count_ = 1;
    return;
  }
  rank_ = number_in({"RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID"}).value_or(0);
  local_rank_ =
      number_in({"LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "SLURM_LOCALID"}).value_or(rank_);
  if (rank_ >= count_)
    throw Error(ErrorKind::BadArgument, "This process is to be number " + std::to_string(rank_) + " (from 0) of " +
                                            std::to_string(count_) + "; check RANK and WORLD_SIZE.");
  const auto address = text_in("MASTER_ADDR", "127.0.0.1");
  const auto port = number_in({"MASTER_PORT"}).value_or(29500);
  if (port > std::numeric_limits<std::uint16_t>::max())
    throw Error(ErrorKind::BadArgument,
                "The environment variable MASTER_PORT is " + std::to_string(port) + "; ports go up to 65535.");
  std::signal(SIGPIPE, SIG_IGN); // Gloo writes to processes that may be gone; that is to be an error, not the end
  try {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(port);
    // torchrun's agent keeps a store at this address already.
    options.isServer = rank_ == 0 && text_in("TORCHELASTIC_USE_AGENT_STORE", "False") != "True";
    options.timeout = timeout;
    options.waitWorkers = false;
    const auto prefix = "ganmut-train/" + text_in("TORCHELASTIC_RESTART_COUNT", "0");
    link_ = std::make_unique<Link>();
    link_->timeout = timeout;
    link_->store =
        c10::make_intrusive<c10d::PrefixStore>(prefix, c10::make_intrusive<c10d::TCPStore>(address, options));
    auto gloo = c10d::ProcessGroupGloo::Options::create(link_->timeout);
    gloo->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    link_->gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(
        c10::make_intrusive<c10d::PrefixStore>("gloo", link_->store), rank_, count_, gloo);
    link_->tensors = link_->gloo;
  } catch (const std::exception &error) {
    throw Error(ErrorKind::Failed,
                "The " + std::to_string(count_) + " processes of this training did not find each other at " + address +
                    ":" + std::to_string(port) + " within " + std::to_string(timeout.count()) +
                    " s; check MASTER_ADDR, MASTER_PORT and that all of them were started.",
                error.what());
  }
}

ProcessGroup::~ProcessGroup() = default;

void ProcessGroup::use(torch::Device device) {
  if (!link_ || device.is_cpu())
    return;
#ifdef GANMUT_NCCL
  const auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = link_->timeout;
  link_->tensors = c10::make_intrusive<c10d::ProcessGroupNCCL>(
      c10::make_intrusive<c10d::PrefixStore>("nccl", link_->store), rank_, count_, options);
#else
  throw Error(ErrorKind::NoDevice, "This build cannot train on " + device.str() +
                                       " in several processes: it was made without NCCL; use --device cpu.");
#endif
}

GradientExchange ProcessGroup::gradient_exchange() const {
  if (!link_)
    return {};
  return [this](const std::vector<torch::Tensor> &parameters) {
    std::vector<torch::Tensor> gradients;
    for (const auto &parameter : parameters)
      if (parameter.grad().defined())
        gradients.push_back(parameter.grad());
    average(gradients);
  };
}

void ProcessGroup::average(const std::vector<torch::Tensor> &tensors) const {
  if (!link_)
    return;
  torch::NoGradGuard no_grad;
  exchange([&] {
    for (std::size_t begin = 0; begin < tensors.size();) {
      std::vector<torch::Tensor> flat;
      std::int64_t bytes = 0;
      auto end = begin;
      for (; end < tensors.size() && (flat.empty() || bytes < bucket_bytes); ++end) {
        flat.push_back(tensors[end].flatten());
        bytes += static_cast<std::int64_t>(tensors[end].nbytes());
      }
      const auto bucket = torch::cat(flat);
      sum_over_all(*link_->tensors, bucket);
      bucket.div_(count_);
      for (std::int64_t at = 0; begin < end; at += tensors[begin].numel(), ++begin)
        tensors[begin].copy_(bucket.slice(0, at, at + tensors[begin].numel()).view_as(tensors[begin]));
    }
  });
}

std::vector<double> ProcessGroup::average(std::vector<double> values) const {
  if (!link_)
    return values;
  const auto shared = torch::tensor(values, torch::kDouble);
  exchange([&] { sum_over_all(*link_->gloo, shared); });
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = shared[static_cast<std::int64_t>(i)].item<double>() / count_;
  return values;
}

std::int64_t ProcessGroup::largest(std::int64_t value) const {
  if (!link_)
    return value;
  const auto shared = torch::tensor(value);
  exchange([&] { sum_over_all(*link_->gloo, shared, c10d::ReduceOp::MAX); });
  return shared.item<std::int64_t>();
}

} // namespace ganmut
