#include "trainer/sheets/sheets.h"

#include "trainer/sheets/gamut_sheet.h"
#include "trainer/sheets/sample_sheets.h"
#include "trainer/sheets/space_map.h"

namespace ganmut {

std::vector<Sheet> sheets_of(GeneratorModule &generator, const ConditionalSpace &space, const torch::Tensor &pictures) {
  const torch::NoGradGuard no_grad;
  const auto shown = pictures.to(generator.parameters().front().device());
  generator.eval(); // else the running statistics would follow what is looked at
  auto sheets = sample_sheets(generator, space, shown);
  sheets.push_back({"space.png", "space/map", space_map(space)});
  sheets.push_back({"gamut.jpg", "space/gamut", gamut_sheet(generator, space, shown[0])});
  generator.train();
  return sheets;
}

} // namespace ganmut
