#pragma once

#include "models/allowed_picker.h"
#include "views/dialogs/bulk_dialog.h"

namespace tokenhouse {

class MultiPicker;

/// *Add to APIs*, *Remove from APIs*: which of them the chosen tokens may call from now on, or no more.
class AllowDialog final : public BulkDialog {
    Q_OBJECT

public:
    enum class Direction { Add, Remove };
    static constexpr std::size_t most = 20; ///< APIs at a time, as the server takes them

    /// `apis` must outlive it.
    AllowDialog(Direction direction, AllowedPicker& apis, const QStringList& names, int count,
                QWidget* parent = nullptr);
    std::vector<Uuid> definitions() const { return m_apis.picked(); }
    void setCount(int count) override;

private:
    void judge();
    Direction m_direction;
    AllowedPicker& m_apis;
    MultiPicker* m_picker;
};

} // namespace tokenhouse
