// SPDX-License-Identifier: MIT
/// @file
/// The layers of a study: areas upon areas, as the study says.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/validation.hpp>
#include <conurb/export.hpp>
#include <conurb/layers/layers.hpp>
#include <conurb/methods/any_method.hpp>
#include <conurb/study/study.hpp>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Makes the layers of a study, the lowest first: those that are given (`Study::given`), then those that
/// methods make (`Study::layer`), each on the areas beneath it. Beside the methods of `methods()` and `own`
/// there is megaregions. Findings of reading go to `report`, those of a layer stay with it; the seed is that
/// of the study.
///
/// Throws `ParameterError`: needs_data (no layer), unknown_parameter (a text that is not of the form it
/// should have, a method or parameter that is not there, flows for a layer that is not there),
/// parameter_range; and as `layered`, `read_partition`, `read_study`.
[[nodiscard]] CONURB_EXPORT std::vector<Layer> study_layers(const Study& study, const StudyRegion& data,
                                                            ValidationReport& report,
                                                            const Context& context = {},
                                                            const std::vector<AnyMethod>& own = {},
                                                            const Formats& formats = {});

}  // namespace v0
}  // namespace conurb
