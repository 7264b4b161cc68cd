#pragma once
// The ids that more than one layer names.

#include "core/id.hpp"

namespace assay {

using RunId = Id<struct RunTag>;
using SampleId = Id<struct SampleTag>;

}  // namespace assay
