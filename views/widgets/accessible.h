#pragma once

namespace tokenhouse {

/// Teaches Qt's accessibility the widgets of the house (Button's blocked state, SecretField). Idempotent.
void installAccessibleWidgets();

} // namespace tokenhouse
