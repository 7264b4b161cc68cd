#pragma once
// Batches of OpenAI: a file of requests goes up, a batch is made of it, files of answers and of
// errors come down. Source: OpenAI API reference, "Batch" and "Files".

#include "providers/batch_format.hpp"

namespace assay::providers {

extern const BatchFormat openai_batch_format;

}  // namespace assay::providers
