#include "trainer/evaluation/report.h"

#include <numeric>

namespace ganmut {

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

} // namespace ganmut
