#pragma once
// Batches of Anthropic's messages API: one call makes a batch, one file of results comes down.
// Source: Anthropic API reference, "Message Batches".

#include "providers/batch_format.hpp"

namespace assay::providers {

extern const BatchFormat anthropic_batch_format;

}  // namespace assay::providers
