// The program of all suites that see LibTorch.
#include "suite.h"

int main(int argc, char **argv) {
  return suite::Part::run_named(argc == 2 ? argv[1] : "");
}
