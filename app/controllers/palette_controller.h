#pragma once

#include <span>

#include "app/command_gate.h"
#include "app/commands/command_context.h"
#include "models/palette_model.h"

namespace tokenhouse {

class Palette;
class SavedFiltersController;

/// The command palette of a window: every command of the gate as it stands now, and the tokens and APIs that the server
/// finds for what is typed. Context and gate must outlive it. GUI thread.
class PaletteController : public QObject {
    Q_OBJECT

public:
    PaletteController(CommandContext& context, CommandGate& gate, SavedFiltersController& saved, QObject* parent);
    void open();

Q_SIGNALS:
    void identifyWanted(); ///< something shaped like a secret was typed

private:
    std::vector<PaletteEntry> actions() const;
    std::vector<PaletteEntry> savedFilters() const;
    void lookUp(const QString& query);
    template <class ListJob>
    void find(const QString& query, PaletteEntry::Kind kind, std::span<const std::string_view> members);
    void take(const PaletteEntry& entry);

    CommandContext& m_context;
    CommandGate& m_gate;
    SavedFiltersController& m_saved;
    PaletteModel m_model;
    Palette* m_palette; ///< owned by the window
};

} // namespace tokenhouse
