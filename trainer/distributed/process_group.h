#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <ganmut/error.h>
#include <torch/torch.h>

#include "trainer/distributed/shard.h"

namespace ganmut {

/// Another process of the run is gone, or too slow.
class LostProcess : public Error {
public:
  using Error::Error;
};

/// The processes that train one model together, each on its shard of every batch, on one machine or several.
///
/// They find each other through the environment that `torchrun` sets (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR,
/// MASTER_PORT), or the ranks that Open MPI's and MPICH's mpirun and Slurm's srun set, with MASTER_ADDR (default
/// 127.0.0.1) and MASTER_PORT (default 29500).
class ProcessGroup {
public:
  /// Joins the others, or stays alone where the environment names none. `timeout`: how long any of them may be
  /// waited for. Where there are others, SIGPIPE is ignored from here on. Throws Error: BadArgument (a variable that is
  /// no number), Failed (a peer that never comes).
  explicit ProcessGroup(std::chrono::seconds timeout);
  ProcessGroup(const ProcessGroup &) = delete;
  ProcessGroup &operator=(const ProcessGroup &) = delete;
  ~ProcessGroup();

  /// How LibTorch is to send the tensors of `device`: Gloo from the CPU, NCCL between GPUs. To be called once, before
  /// the first exchange; the device must be this process's own.
  void use(torch::Device device);

  int rank() const { return rank_; }             ///< 0 writes the files
  int count() const { return count_; }           ///< 1: alone
  int local_rank() const { return local_rank_; } ///< on this machine, for choosing its GPU

  Shard shard() const { return {rank_, count_}; }

  /// Averages gradients between the backward pass and the optimizer; empty where the process is alone. Must not
  /// outlive this.
  GradientExchange gradient_exchange() const;

  /// Replaces every tensor by its mean over the processes; all hand in the same shapes in the same order. Small ones
  /// travel together, in buckets of 25 MiB (Li et al. 2020, PyTorch Distributed). Throws LostProcess.
  void average(const std::vector<torch::Tensor> &tensors) const;

  /// Mean of each value over the processes; all hand in equally many. Throws LostProcess.
  std::vector<double> average(std::vector<double> values) const;

  /// The largest of the values of all processes. Throws LostProcess.
  std::int64_t largest(std::int64_t value) const;

private:
  struct Link;

  int rank_ = 0, count_ = 1, local_rank_ = 0;
  std::unique_ptr<Link> link_; ///< null where the process is alone
};

} // namespace ganmut
