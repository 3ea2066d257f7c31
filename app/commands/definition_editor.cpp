#include "app/commands/definition_editor.h"

#include "app/commands/create_token.h"
#include "app/commands/follow_rights.h"
#include "app/commands/merge.h"
#include "core/filter.h"
#include "core/text.h"
#include "models/failure_text.h"
#include "models/filter_chip.h"
#include "network/definition_jobs.h"
#include "network/token_jobs.h"
#include "views/dialogs/definition_dialog.h"
#include "views/dialogs/merge_dialog.h"
#include "views/widgets/multi_picker.h"

namespace tokenhouse {

namespace {

constexpr Permissions writing{Permission::DefinitionsWrite, Permission::AutomationExecute};
constexpr std::size_t namesAsked = 100;

Needs requirements(ObjectKind kind, Needs::Size size)
{
    Needs result;
    result.changes = true;
    result.permissions = writing;
    result.kind = kind;
    result.size = size;
    return result;
}

/// `text` quoted, with a star at an end.
std::string pattern(std::string_view text, bool starBefore)
{
    auto quoted = quoteForFilter(text);
    quoted.insert(starBefore ? 1 : quoted.size() - 1, "*");
    return quoted;
}

/// As long as nobody else changes it: the server refuses it then. Outlives the editor, so it holds what it needs.
void offerUndo(CommandContext& context, const Definition& before, const Definition& after)
{
    const auto draft = draftOf(before);
    if (draft == draftOf(after))
        return;
    const auto name = QString::fromStdString(displaySafe(after.route));
    context.undo.offer(DefinitionEditor::tr("“%1” was changed.").arg(name), [&context, after, draft, name] {
        start<UpdateDefinitionJob>(context.session.connection(), after, draft)
            .then(&context.undo, [&context, name](const Result<Definition>& answer) {
                if (!answer) {
                    showError(context, DefinitionEditor::tr("The change was not taken back"), answer.error());
                    return;
                }
                context.definitions.update(*answer);
                context.definitions.refresh();
                context.tokens.refresh();
                context.say(DefinitionEditor::tr("“%1” is as it was before.").arg(name));
            });
    });
}

} // namespace

std::string filterForShape(const Route& route)
{
    const auto& text = route.text();
    if (route.isStatic())
        return "route = " + quoteForFilter(text);
    const auto first = text.find('{');
    const auto last = text.rfind('}');
    return "route = " + pattern(std::string_view(text).substr(0, first + 1), false)
           + " AND route = " + pattern(std::string_view(text).substr(last), true);
}

DefinitionEditor::DefinitionEditor(CommandContext& context, CreateToken& tokens, std::optional<Definition> before)
    : QObject(&context.window),
      m_context(context),
      m_createToken(tokens),
      m_before(std::move(before)),
      m_dialog(new DefinitionDialog(m_picker, &context.window))
{
    m_picker.setTokens(context.session.tokens());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QObject::destroyed, this, &QObject::deleteLater);
    connect(&m_dialog->routeCheck(), &RouteCheckState::serverCheckWanted, this, &DefinitionEditor::askRoute);
    connect(m_dialog, &DefinitionDialog::submitted, this, &DefinitionEditor::submit);
    // Behind the dialog: what is typed there stays.
    connect(m_dialog, &DefinitionDialog::conflictChosen, this,
            [this](const QString& id) { m_context.open(ObjectKind::Definition, id); });
    connect(m_dialog, &DefinitionDialog::newTokenWanted, this, [this] { m_createToken.open(m_dialog); });
    connect(&m_createToken, &CreateToken::created, m_dialog, [this](const Token& token) {
        const auto name = QString::fromStdString(displaySafe(token.name));
        m_dialog->tokenPicker()->setKnownText(token.id, name);
        m_picker.addPicked({token.id, name, {}, false});
    });
    followRights(context.session, m_dialog, writing);
    if (m_before) {
        m_dialog->setDefinition(*m_before);
        askTokenNames();
    }
    askScripts();
    m_original = m_dialog->draft();
    if (m_before)
        m_read = draftOf(*m_before);
    m_dialog->open();
}

void DefinitionEditor::askRoute(const QString& text, const QString& shape)
{
    const auto route = Route::make(text.toStdString());
    if (!route || !m_context.session.isAttached()) {
        m_dialog->routeCheck().setUnchecked(text);
        return;
    }
    ListRequest request;
    request.filter = filterForShape(*route);
    request.pageSize = 1000;
    request.count = false;
    start<ListDefinitionsJob>(m_context.session.connection(), request)
        .then(m_dialog, [this, text, shape](Result<ListPage<Definition>> page) {
            if (!page) {
                m_dialog->routeCheck().setUnchecked(text);
                return;
            }
            std::optional<RouteCheckState::Conflict> conflict;
            for (const auto& other : page->items) {
                const auto taken = Route::make(other.route);
                if (taken && taken->shape() == shape.toStdString())
                    conflict = RouteCheckState::Conflict{other.id, QString::fromStdString(displaySafe(other.name)),
                                                         QString::fromStdString(displaySafe(other.route))};
            }
            m_dialog->routeCheck().setConflict(text, conflict);
        });
}

void DefinitionEditor::askScripts()
{
    start<ListScriptsJob>(m_context.session.connection()).then(m_dialog, [this](Result<ScriptList> scripts) {
        if (!scripts) {
            m_dialog->setScriptsUnknown(failureText(scripts.error()).what);
            return;
        }
        QList<ScriptChoice> choices;
        for (const auto& name : scripts->names)
            choices << ScriptChoice{QString::fromStdString(displaySafe(name)), {}};
        m_dialog->setScripts(choices, QString::fromStdString(scripts->directory));
    });
}

void DefinitionEditor::askTokenNames()
{
    if (m_before->allowedTokens.empty())
        return;
    ListRequest request;
    const std::span ids(m_before->allowedTokens);
    request.filter = anyOf("id", ids.first(std::min(namesAsked, ids.size())));
    request.count = false;
    start<ListTokensJob>(m_context.session.connection(), request).then(m_dialog, [this](Result<ListPage<Token>> page) {
        if (!page)
            return;
        for (const auto& token : page->items)
            m_dialog->tokenPicker()->setKnownText(token.id, QString::fromStdString(displaySafe(token.name)));
    });
}

void DefinitionEditor::submit()
{
    m_dialog->setBusy(m_before ? tr("Saving…") : tr("Creating…"));
    if (m_before)
        update();
    else
        create();
}

void DefinitionEditor::create()
{
    const auto draft = m_dialog->draft();
    if (!m_unanswered || !(m_unanswered->draft == draft)) {
        m_unanswered = CreateDefinitionRequest{Uuid::make(), draft};
        m_key = makeIdempotencyKey();
    }
    start<CreateDefinitionJob>(m_context.session.connection(), *m_unanswered, m_key)
        .then(m_dialog, [this](Result<CreatedDefinition> answer) {
            m_dialog->setBusy({});
            if (answer) {
                saved(answer->definition);
                return;
            }
            if (!isUnreachable(answer.error()))
                m_unanswered.reset();
            m_dialog->showFailure(answer.error());
        });
}

void DefinitionEditor::update()
{
    const auto typed = m_dialog->draft();
    save(merged(m_original, typed, draftOf(*m_before)), typed);
}

void DefinitionEditor::save(const DefinitionDraft& draft, const DefinitionDraft& typed)
{
    if (m_merge)
        m_merge->setBusy(tr("Saving…"));
    start<UpdateDefinitionJob>(m_context.session.connection(), *m_before, draft)
        .then(m_dialog, [this, typed, before = *m_before](Result<Definition> answer) {
            m_dialog->setBusy({});
            if (m_merge)
                m_merge->setBusy({});
            if (answer) {
                offerUndo(m_context, before, *answer);
                if (m_merge)
                    m_merge->accept();
                saved(*answer);
                return;
            }
            if (auto current = currentDefinition(answer.error()))
                mergeWith(std::move(*current), typed);
            else if (m_merge)
                m_merge->showFailure(answer.error());
            else
                m_dialog->showFailure(answer.error());
        });
}

/// Somebody else saved first: both versions are shown, and nothing is saved before one has chosen.
void DefinitionEditor::mergeWith(Definition current, const DefinitionDraft& typed)
{
    const auto fields = mergeFields(m_context.times, &typed);
    const auto theirs = draftOf(current);
    const auto rows = mergeRows(fields, m_original, m_read, typed, theirs);
    m_theirs = std::move(current);
    if (rows.empty()) {
        m_before = m_theirs;
        save(merged(m_original, typed, theirs), typed);
        return;
    }
    if (!m_merge) {
        const auto who = tr("%1, %2").arg(QString::fromStdString(displaySafe(m_theirs.lastModifiedBy)),
                                          m_context.times.shortText(m_theirs.lastModified));
        m_merge = new MergeDialog(QString::fromStdString(displaySafe(m_theirs.route)), who, m_dialog);
        m_merge->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_merge, &MergeDialog::submitted, m_dialog, [this, fields, typed] {
            m_before = m_theirs; // not before: whoever goes back is asked again
            save(mergedBy(fields, m_merge->rows(), typed, draftOf(m_theirs)), typed);
        });
        m_merge->open();
    }
    m_merge->setRows(rows);
}

void DefinitionEditor::saved(const Definition& definition)
{
    m_context.definitions.update(definition);
    m_context.definitions.refresh();
    m_context.tokens.refresh();
    const bool isNew = !m_before;
    const auto id = QString::fromStdString(definition.id.text());
    m_dialog->accept();
    if (isNew)
        m_context.showMade(ObjectKind::Definition, id, QString::fromStdString(displaySafe(definition.route)));
}

CreateApi::CreateApi(CommandContext& context, CreateToken& tokens, QObject* parent)
    : Command(requirements(ObjectKind::None, Needs::Size::Any),
              {tr("New API"), {}, QStringLiteral("plus"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)}, parent),
      m_context(context),
      m_createToken(tokens)
{}

void CreateApi::run()
{
    if (!m_editor)
        m_editor = new DefinitionEditor(m_context, m_createToken, std::nullopt); // ends itself with its dialog
}

EditApi::EditApi(CommandContext& context, CreateToken& tokens, QObject* parent)
    : Command(requirements(ObjectKind::Definition, Needs::Size::One), {tr("Edit"), {}, QStringLiteral("edit"), {}},
              parent),
      m_context(context),
      m_createToken(tokens)
{}

void EditApi::run()
{
    const auto ids = selectedIds(m_context);
    if (ids.size() != 1 || m_editor)
        return;
    start<GetDefinitionJob>(m_context.session.connection(), ids.front())
        .then(this, [this](Result<Definition> definition) {
            if (!definition)
                showError(m_context, tr("The API could not be read"), definition.error());
            else if (!m_editor)
                m_editor = new DefinitionEditor(m_context, m_createToken,
                                                std::move(*definition)); // ends itself with its dialog
        });
}

} // namespace tokenhouse
