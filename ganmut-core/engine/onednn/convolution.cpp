#include "engine/onednn/convolution.h"

#include <algorithm>

namespace ganmut::onednn {

namespace {

using Format = dnnl::memory::format_tag;
using Sizes = dnnl::memory::dims;

dnnl::memory::desc numbers(const Sizes &sizes, Format format) {
  return {sizes, dnnl::memory::data_type::f32, format};
}

/// The description of a convolution that uses all of a picture's maps, and what its primitive is made of.
template <class Primitive>
auto description(dnnl::algorithm algorithm, const Walk &walk, const dnnl::memory::desc (&of)[4],
                 const dnnl::engine &engine) {
  const Sizes strides(2, walk.stride), padding(2, walk.padding);
  dnnl::primitive_attr own_scratch;
  own_scratch.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return
      typename Primitive::primitive_desc(typename Primitive::desc(dnnl::prop_kind::forward_inference, algorithm, of[0],
                                                                  of[1], of[2], of[3], strides, padding, padding),
                                         own_scratch, engine);
}

} // namespace

Convolution::Convolution(const Weights &weights, const Walk &walk) {
  const auto size = [&](int input) {
    return walk.transposed ? walk.stride * input : (input + 2 * walk.padding - weights.side) / walk.stride + 1;
  };
  const Sizes kernels{weights.out, weights.in, weights.side, weights.side};
  const dnnl::memory::desc of[] = {
      numbers({1, weights.in, walk.height, walk.width}, walk.planar ? Format::nchw : Format::nChw8c),
      numbers(kernels, Format::any), numbers({weights.out}, Format::x),
      numbers({1, weights.out, size(walk.height), size(walk.width)}, Format::nChw8c)};
  const auto prepare = [&](const auto &made) {
    in_ = {made.src_desc(), engine_, nullptr};
    out_ = {made.dst_desc(), engine_, nullptr};
    kernels_ = {made.weights_desc(), engine_};
    bias_ = {made.bias_desc(), engine_};
    scratch_ = {made.scratchpad_desc(), engine_};
  };
  if (walk.transposed) {
    const auto made =
        description<dnnl::deconvolution_forward>(dnnl::algorithm::deconvolution_direct, walk, of, engine_);
    primitive_ = dnnl::deconvolution_forward(made);
    prepare(made);
  } else {
    const auto made = description<dnnl::convolution_forward>(dnnl::algorithm::convolution_direct, walk, of, engine_);
    primitive_ = dnnl::convolution_forward(made);
    prepare(made);
  }
  auto given = weights.kernels;
  dnnl::memory plain(numbers(kernels, Format::oihw), engine_, given.data());
  dnnl::reorder(plain, kernels_).execute(stream_, plain, kernels_);
  stream_.wait();
  auto *bias = static_cast<float *>(bias_.get_data_handle());
  std::fill_n(bias, weights.out, 0.F);
  std::copy(weights.bias.begin(), weights.bias.end(), bias);
}

void Convolution::run(const float *in, float *out) {
  in_.set_data_handle(const_cast<float *>(in)); // only read
  out_.set_data_handle(out);
  primitive_.execute(stream_, {{DNNL_ARG_SRC, in_},
                               {DNNL_ARG_WEIGHTS, kernels_},
                               {DNNL_ARG_BIAS, bias_},
                               {DNNL_ARG_DST, out_},
                               {DNNL_ARG_SCRATCHPAD, scratch_}});
  stream_.wait();
}

} // namespace ganmut::onednn
