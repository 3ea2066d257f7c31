#pragma once

#include "core/definition.h"
#include "core/token.h"

namespace tokenhouse {

/// What `wanted` changed of `original`, put onto `current`: fields that the user did not touch stay as they are now.
TokenDraft merged(const TokenDraft& original, const TokenDraft& wanted, TokenDraft current);
/// The same; an action and its settings are one field.
DefinitionDraft merged(const DefinitionDraft& original, const DefinitionDraft& wanted, DefinitionDraft current);

} // namespace tokenhouse
