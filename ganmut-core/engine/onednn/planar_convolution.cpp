#include "engine/onednn/planar_convolution.h"

#include <algorithm>

#include <omp.h>

namespace ganmut::onednn {

namespace {

using Format = dnnl::memory::format_tag;
using Sizes = dnnl::memory::dims;

dnnl::memory::desc numbers(const Sizes &sizes, Format format) {
  return {sizes, dnnl::memory::data_type::f32, format};
}

/// While it lives, OpenMP uses `count` threads for what begins on this thread. Primitives are divided among the threads
/// that there are when they are made.
class OpenMpThreads {
public:
  explicit OpenMpThreads(int count) : before_(omp_get_max_threads()) { omp_set_num_threads(count); }
  OpenMpThreads(const OpenMpThreads &) = delete;
  OpenMpThreads &operator=(const OpenMpThreads &) = delete;
  ~OpenMpThreads() { omp_set_num_threads(before_); }

private:
  int before_;
};

} // namespace

PlanarConvolution::PlanarConvolution(const Weights &weights, int height, int width, int threads) : threads_(threads) {
  const OpenMpThreads count(threads_);
  const Sizes kernels{weights.out, weights.in, weights.side, weights.side}, strides(2, 1), padding(2, weights.side / 2);
  dnnl::primitive_attr own_scratch;
  own_scratch.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const dnnl::convolution_forward::desc description(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
      numbers({1, weights.in, height, width}, Format::nchw), numbers(kernels, Format::any),
      numbers({weights.out}, Format::x), numbers({1, weights.out, height, width}, Format::nChw8c), strides, padding,
      padding);
  const dnnl::convolution_forward::primitive_desc made(description, own_scratch, engine_);
  primitive_ = dnnl::convolution_forward(made);
  in_ = {made.src_desc(), engine_, nullptr};
  out_ = {made.dst_desc(), engine_, nullptr};
  kernels_ = {made.weights_desc(), engine_};
  bias_ = {made.bias_desc(), engine_};
  scratch_ = {made.scratchpad_desc(), engine_};
  auto given = weights.kernels;
  dnnl::memory plain(numbers(kernels, Format::oihw), engine_, given.data());
  dnnl::reorder(plain, kernels_).execute(stream_, plain, kernels_);
  stream_.wait();
  auto *bias = static_cast<float *>(bias_.get_data_handle());
  std::fill_n(bias, weights.out, 0.F);
  std::copy(weights.bias.begin(), weights.bias.end(), bias);
}

void PlanarConvolution::run(const float *in, const FeatureMap &out) {
  const OpenMpThreads count(threads_);
  in_.set_data_handle(const_cast<float *>(in)); // only read
  out_.set_data_handle(out.data);
  primitive_.execute(stream_, {{DNNL_ARG_SRC, in_},
                               {DNNL_ARG_WEIGHTS, kernels_},
                               {DNNL_ARG_BIAS, bias_},
                               {DNNL_ARG_DST, out_},
                               {DNNL_ARG_SCRATCHPAD, scratch_}});
  stream_.wait();
}

} // namespace ganmut::onednn
