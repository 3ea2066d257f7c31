#pragma once

#include <memory>

#include <QPointer>

#include "app/command.h"
#include "app/commands/command_context.h"
#include "core/codec.h"
#include "models/allowed_picker.h"

namespace tokenhouse {

class CreateToken;
class DefinitionDialog;
class MergeDialog;

/// The dialog of one API, new or being edited: what the two commands share. Deletes itself with its dialog.
class DefinitionEditor : public QObject {
    Q_OBJECT

public:
    /// `tokens` makes the "New token…" beside the picker. `before` absent = a new API.
    DefinitionEditor(CommandContext& context, CreateToken& tokens, std::optional<Definition> before);

private:
    void submit();
    void create();
    void update();
    void save(const DefinitionDraft& draft, const DefinitionDraft& typed);
    void mergeWith(Definition current, const DefinitionDraft& typed);
    void askRoute(const QString& route, const QString& shape);
    void askScripts();
    void askTokenNames();
    void saved(const Definition& definition);

    CommandContext& m_context;
    CreateToken& m_createToken;
    std::optional<Definition> m_before;
    DefinitionDraft m_read;     ///< as it was read
    DefinitionDraft m_original; ///< the same as the dialog shows it
    QPointer<MergeDialog> m_merge;
    Definition m_theirs; ///< what somebody else saved meanwhile
    AllowedPicker m_picker;
    QPointer<DefinitionDialog> m_dialog;
    std::optional<CreateDefinitionRequest> m_unanswered;
    QByteArray m_key;
};

/// *New API*.
class CreateApi : public Command {
    Q_OBJECT

public:
    CreateApi(CommandContext& context, CreateToken& tokens, QObject* parent);

protected:
    void run() override;

private:
    CommandContext& m_context;
    CreateToken& m_createToken;
    QPointer<DefinitionEditor> m_editor;
};

/// *Edit* of one API.
class EditApi : public Command {
    Q_OBJECT

public:
    EditApi(CommandContext& context, CreateToken& tokens, QObject* parent);

protected:
    void run() override;

private:
    CommandContext& m_context;
    CreateToken& m_createToken;
    QPointer<DefinitionEditor> m_editor;
};

/// A filter that finds every route which can have the shape of `route`, and few others.
std::string filterForShape(const Route& route);

} // namespace tokenhouse
