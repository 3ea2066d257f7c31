#include "views/dialogs/definition_dialog.h"

#include <array>

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QVBoxLayout>

#include "core/text.h"
#include "core/token.h"
#include "models/allowed_picker.h"
#include "models/failure_text.h"
#include "models/text.h"
#include "views/house_style.h"
#include "views/widgets/field_frame.h"
#include "views/widgets/label.h"
#include "views/widgets/multi_picker.h"
#include "views/widgets/segmented_control.h"

namespace tokenhouse {

namespace {
// In the order of the drawing, which is that of use, not of the enum.
constexpr std::array shownMethods{Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete};
constexpr qsizetype bodyMaximum = 64 * 1024;
} // namespace

DefinitionDialog::DefinitionDialog(AllowedPicker& tokens, QWidget* parent)
    : HouseDialog(tr("New API"), 720, parent), m_picker(tokens)
{
    addRoute();
    addNameAndMethods();
    m_description = new QLineEdit(this);
    m_description->setAccessibleName(tr("Description"));
    addField(tr("Description"), m_description);
    addAction();
    const auto search = [](int count) { return tr("Search %Ln tokens…", nullptr, count); };
    m_tokens = new MultiPicker(tokens, tr("Allowed tokens"), search, this);
    m_tokens->setLink(tr("New token…"));
    addField(tr("Allowed tokens"), m_tokens);

    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Create")));
    connect(mainButton(), &Button::chosen, this, &DefinitionDialog::submitted);
    connect(m_tokens, &MultiPicker::linkChosen, this, &DefinitionDialog::newTokenWanted);
    connect(m_tokens, &MultiPicker::changed, this, &DefinitionDialog::judge);
    connect(m_name, &QLineEdit::textChanged, this, &DefinitionDialog::judge);
    connect(m_description, &QLineEdit::textChanged, this, &DefinitionDialog::judge);
    connect(m_methods, &SegmentedControl::changed, this, &DefinitionDialog::judge);
    connect(m_does, &SegmentedControl::changed, this, [this] {
        m_scriptPart->setVisible(m_does->checked() == Script);
        m_fixedPart->setVisible(m_does->checked() == Fixed);
        judge();
    });
    m_does->setChecked(Fixed);
    m_does->setChecked(Script);
    m_route->setFocus();
    followRoute();
    noteUntouched();
}

void DefinitionDialog::addRoute()
{
    m_routeFrame = new FieldFrame(this);
    m_routeFrame->setLayoutDirection(Qt::LeftToRight);
    auto* routeRow = new QHBoxLayout(m_routeFrame);
    routeRow->setContentsMargins(11, 0, 4, 0);
    routeRow->setSpacing(2);
    routeRow->addWidget(plainLabel(QStringLiteral("/api/custom/"), Role::Muted, Theme::mono(), m_routeFrame));
    m_route = new QLineEdit(m_routeFrame);
    m_route->setFrame(false);
    m_route->setFont(Theme::mono());
    m_route->setAccessibleName(tr("Route"));
    m_route->setMaxLength(600);
    routeRow->addWidget(m_route, 1);
    m_routeFrame->setFocusProxy(m_route);
    auto* under = new QWidget(this);
    auto* underBox = new QVBoxLayout(under);
    underBox->setContentsMargins(0, 0, 0, 0);
    underBox->setSpacing(3);
    auto* lineRow = new QHBoxLayout;
    lineRow->setSpacing(6);
    m_routeLine = new WrappedLabel({}, Role::Muted, Theme::small(), under);
    m_routeLine->setMinimumHeight(16);
    m_conflict = new Button({}, Button::Kind::Link, under);
    m_conflict->setFont(Theme::small());
    m_conflict->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed); // a long route gives way
    m_conflict->hide();
    lineRow->addWidget(m_routeLine, 1);
    lineRow->addWidget(m_conflict);
    underBox->addLayout(lineRow);
    m_example = new WrappedLabel({}, Role::Muted, Theme::small(), under);
    m_example->setMinimumHeight(16);
    underBox->addWidget(m_example);
    addField(tr("Route"), m_routeFrame, under);
    connect(m_route, &QLineEdit::textChanged, &m_check, &RouteCheckState::setRoute);
    connect(&m_check, &RouteCheckState::changed, this, &DefinitionDialog::followRoute);
    connect(m_conflict, &Button::chosen, this, [this] {
        if (m_check.conflict())
            Q_EMIT conflictChosen(exactText(m_check.conflict()->id.text()));
    });
}

void DefinitionDialog::addNameAndMethods()
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    m_name = new QLineEdit(this);
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(tr("May stay empty"));
    m_methods = new SegmentedControl(SegmentedControl::Choice::Any, this);
    for (const Method method : shownMethods)
        m_methods->addSegment(static_cast<int>(method), exactText(methodName(method)));
    m_methods->setAccessibleName(tr("Methods"));
    auto* allHint = new WrappedLabel(tr("None chosen: every method."), Role::Muted, Theme::small(), this);
    m_methods->setAccessibleDescription(allHint->text());
    grid->addWidget(fieldLabel(tr("Name"), m_name, this), 0, 0);
    grid->addWidget(fieldLabel(tr("Methods"), m_methods, this), 0, 1);
    grid->addWidget(m_name, 1, 0);
    grid->addWidget(m_methods, 1, 1);
    grid->addWidget(allHint, 2, 1);
    grid->setColumnStretch(0, 1);
    body()->addLayout(grid);
    body()->addSpacing(16);
}

void DefinitionDialog::addAction()
{
    m_does = new SegmentedControl(SegmentedControl::Choice::One, this);
    m_does->addSegment(Script, tr("Run a script"));
    m_does->addSegment(Fixed, tr("Fixed response"));
    m_does->setAccessibleName(tr("Does"));
    // Not a stack, which is as tall as its tallest page.
    auto* parts = new QWidget(this);
    auto* partsBox = new QVBoxLayout(parts);
    partsBox->setContentsMargins(0, 0, 0, 0);
    m_scriptPart = makeScriptPart();
    m_fixedPart = makeFixedPart();
    partsBox->addWidget(m_scriptPart);
    partsBox->addWidget(m_fixedPart);
    addField(tr("Does"), m_does, parts);
}

QWidget* DefinitionDialog::makeScriptPart()
{
    auto* part = new QWidget(this);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(6);
    m_script = new QComboBox(part);
    m_script->setAccessibleName(tr("Script"));
    m_scriptHint = new WrappedLabel({}, Role::Muted, Theme::small(), part);
    m_input = new SegmentedControl(SegmentedControl::Choice::One, part);
    m_input->addSegment(static_cast<int>(InputType::RawBody), tr("Gets the body as it is"));
    m_input->addSegment(static_cast<int>(InputType::Parameters), tr("Gets parameters from JSON"));
    m_input->setAccessibleName(tr("Input"));
    m_input->setChecked(static_cast<int>(InputType::RawBody));
    layout->addWidget(m_script);
    layout->addWidget(m_scriptHint);
    layout->addWidget(m_input);
    connect(m_script, &QComboBox::currentIndexChanged, this, &DefinitionDialog::judge);
    connect(m_input, &SegmentedControl::changed, this, &DefinitionDialog::judge);
    return part;
}

QWidget* DefinitionDialog::makeFixedPart()
{
    auto* part = new QWidget(this);
    auto* grid = new QGridLayout(part);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    m_status = new QSpinBox(part);
    m_status->setRange(200, 599);
    m_status->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_status->setFixedWidth(80);
    m_status->setAccessibleName(tr("Status"));
    const auto area = [part](const QString& name, const QString& placeholder) {
        auto* edit = new QPlainTextEdit(part);
        edit->setFont(Theme::mono());
        edit->setAccessibleName(name);
        edit->setPlaceholderText(placeholder);
        edit->setTabChangesFocus(true);
        edit->setFixedHeight(68);
        edit->setLineWrapMode(QPlainTextEdit::NoWrap);
        return edit;
    };
    m_headers = area(tr("Headers"), QStringLiteral("Content-Type: application/json"));
    m_body = area(tr("Body"), QStringLiteral("{\"status\":\"ok\"}"));
    m_fixedHint = new WrappedLabel({}, Role::Refused, Theme::small(), part);
    m_fixedHint->setMinimumHeight(16);
    grid->addWidget(plainLabel(tr("Status"), Role::Muted, Theme::body(), part), 0, 0);
    grid->addWidget(plainLabel(tr("Headers, one a line"), Role::Muted, Theme::body(), part), 0, 1);
    grid->addWidget(plainLabel(tr("Body"), Role::Muted, Theme::body(), part), 0, 2);
    grid->addWidget(m_status, 1, 0, Qt::AlignTop);
    grid->addWidget(m_headers, 1, 1);
    grid->addWidget(m_body, 1, 2);
    grid->addWidget(m_fixedHint, 2, 0, 1, 3);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    connect(m_status, &QSpinBox::valueChanged, this, &DefinitionDialog::judge);
    connect(m_headers, &QPlainTextEdit::textChanged, this, &DefinitionDialog::judge);
    connect(m_body, &QPlainTextEdit::textChanged, this, &DefinitionDialog::judge);
    return part;
}

void DefinitionDialog::setDefinition(const Definition& definition)
{
    m_isEditing = true;
    setWindowTitle(tr("Edit API"));
    setAccessibleName(tr("Edit API"));
    setHeading(tr("Edit “%1”").arg(safeText(definition.route)));
    mainButton()->setText(tr("Save"));
    m_wasDisabled = definition.isDisabled;
    m_check.setOwnId(definition.id);
    m_route->setText(exactText(definition.route));
    m_name->setText(exactText(definition.name));
    m_description->setText(exactText(definition.description));
    for (const Method method : definition.methods)
        m_methods->setChecked(static_cast<int>(method));
    if (const auto* script = std::get_if<AutomationScript>(&definition.action)) {
        m_does->setChecked(Script);
        m_wantedScript = script->script;
        m_input->setChecked(static_cast<int>(script->inputType));
        const int known = m_script->findData(exactText(script->script));
        if (known >= 0)
            m_script->setCurrentIndex(known);
        else
            m_script->addItem(safeText(script->script), exactText(script->script));
    } else if (const auto* fixed = std::get_if<FixedResponse>(&definition.action)) {
        m_does->setChecked(Fixed);
        m_status->setValue(fixed->status);
        QStringList lines;
        for (const auto& [name, value] : fixed->headers)
            lines.append(exactText(name) + QStringLiteral(": ") + exactText(value));
        m_headers->setPlainText(lines.join(QLatin1Char('\n')));
        m_body->setPlainText(exactText(fixed->body));
    }
    m_picker.setPicked(definition.allowedTokens);
    judge();
    noteUntouched();
}

void DefinitionDialog::setScripts(const QList<ScriptChoice>& scripts, const QString& directory)
{
    const bool wasUntouched = isUntouched();
    const QString chosen =
        m_script->currentIndex() >= 0 ? m_script->currentData().toString() : exactText(m_wantedScript);
    m_script->clear();
    bool isKnown = false;
    for (const ScriptChoice& script : scripts) {
        m_script->addItem(script.note.isEmpty() ? script.name : tr("%1 · %2").arg(script.name, script.note),
                          script.name);
        isKnown = isKnown || script.name == chosen;
    }
    if (!chosen.isEmpty() && !isKnown)
        m_script->addItem(tr("%1 · not on the server").arg(chosen), chosen);
    const int at = m_script->findData(chosen);
    m_script->setCurrentIndex(at >= 0 ? at : scripts.isEmpty() ? -1 : 0);
    m_scriptHint->setText(
        scripts.isEmpty()
            ? tr("There are no scripts yet. They are JavaScript files in %1 on the server.").arg(directory)
            : tr("A JavaScript file with onApiTrigger(input), in %1 on the server.").arg(directory));
    judge();
    if (wasUntouched)
        noteUntouched(); // the first script was chosen by nobody
}

void DefinitionDialog::setScriptsUnknown(const QString& why)
{
    m_scriptHint->setText(why);
    judge();
}

std::optional<HeaderList> DefinitionDialog::headers(QString* fault) const
{
    HeaderList result;
    const QStringList lines = m_headers->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : lines) {
        if (line.trimmed().isEmpty())
            continue;
        const auto colon = line.indexOf(QLatin1Char(':'));
        const std::string name = utf8(line.left(qMax<qsizetype>(colon, 0)).trimmed());
        const std::string value = utf8(line.mid(colon + 1).trimmed());
        if (colon <= 0 || !isValidHeaderName(name) || !isValidHeaderValue(value))
            *fault = tr("“%1” is not a header such as Content-Type: text/plain.").arg(line.left(60));
        else if (isBlockedResponseHeader(name))
            *fault = tr("The header %1 may not be set by an answer.").arg(safeText(name));
        if (!fault->isEmpty())
            return std::nullopt;
        result.emplace_back(name, value);
    }
    return result;
}

Action DefinitionDialog::action() const
{
    if (m_does->checked() == Fixed) {
        QString fault;
        return FixedResponse{m_status->value(), headers(&fault).value_or(HeaderList()), utf8(m_body->toPlainText())};
    }
    return AutomationScript{utf8(m_script->currentData().toString()), static_cast<InputType>(m_input->checked())};
}

DefinitionDraft DefinitionDialog::draft() const
{
    DefinitionDraft result;
    result.name = utf8(m_name->text());
    result.description = utf8(m_description->text());
    result.route = utf8(m_route->text());
    for (const Method method : {Method::Get, Method::Put, Method::Post, Method::Delete, Method::Patch}) {
        if (m_methods->isChecked(static_cast<int>(method)))
            result.methods.push_back(method);
    }
    result.allowedTokens = m_picker.picked();
    const Action does = action();
    result.actionType = std::string(actionTypeName(does));
    result.actionMeta = actionMeta(does);
    result.isDisabled = m_wasDisabled;
    return result;
}

QStringList DefinitionDialog::typed() const
{
    QStringList result{m_route->text(),
                       m_name->text(),
                       m_description->text(),
                       QString::number(m_does->checked()),
                       m_script->currentData().toString(),
                       QString::number(m_input->checked()),
                       QString::number(m_status->value()),
                       m_headers->toPlainText(),
                       m_body->toPlainText()};
    for (const int method : m_methods->checkedIds())
        result.append(QString::number(method));
    for (const Uuid& id : m_picker.picked())
        result.append(exactText(id.text()));
    return result;
}

void DefinitionDialog::followRoute()
{
    using Stage = RouteCheckState::State;
    const Stage stage = m_check.state();
    const bool isBad = stage == Stage::Invalid || stage == Stage::Taken;
    setWrong(m_routeFrame, isBad);
    setTextRole(m_routeLine, isBad ? Role::Refused : stage == Stage::Free ? Role::Active : Role::Muted);
    m_routeLine->setText(stage == Stage::Invalid ? m_check.faults().join(QLatin1Char(' ')) : m_check.summary());
    const bool hasConflict = stage == Stage::Taken && m_check.conflict();
    m_conflict->setVisible(hasConflict);
    if (hasConflict)
        m_conflict->setPlainText(tr("Show %1").arg(m_check.conflict()->route));
    m_example->setText(m_check.exampleUrlPath().isEmpty() ? QString()
                       : m_check.exampleValues().isEmpty()
                           ? tr("Would match: %1").arg(m_check.exampleUrlPath())
                           : tr("Would match: %1 with %2")
                                 .arg(m_check.exampleUrlPath(), m_check.exampleValues().join(QStringLiteral(", "))));
    m_route->setAccessibleDescription(m_routeLine->text() + QLatin1Char(' ') + m_example->text());
    judge();
}

void DefinitionDialog::judge()
{
    using Stage = RouteCheckState::State;
    QString headerFault;
    QString reason;
    const bool isFixed = m_does->checked() == Fixed;
    if (isFixed && !headers(&headerFault))
        reason = tr("a header is not good yet");
    const bool isTooLong = isFixed && m_body->toPlainText().toUtf8().size() > bodyMaximum;
    setWrong(m_headers, !headerFault.isEmpty());
    setWrong(m_body, isTooLong);
    m_fixedHint->setText(isTooLong ? tr("A fixed response is at most 64 KB.") : headerFault);
    const std::string name = utf8(m_name->text());
    if (m_check.state() == Stage::Empty)
        reason = tr("the route is still missing");
    else if (m_check.state() == Stage::Invalid)
        reason = tr("the route is not good yet");
    else if (m_check.state() == Stage::Taken)
        reason = tr("the route is taken");
    else if (!name.empty() && isBlank(name))
        reason = tr("the name is only white space");
    else if (codePoints(name) > nameMaximum)
        reason = tr("the name is too long");
    else if (!isFixed && m_script->currentIndex() < 0)
        reason = tr("no script is chosen");
    else if (isTooLong)
        reason = tr("the body is too long");
    setFooterNote(m_picker.picked().empty() ? tr("An API without tokens cannot be called.") : QString());
    setMainReason(reason);
}

void DefinitionDialog::showFailure(const Failure& failure)
{
    HouseDialog::showFailure(failure);
    m_check.setRefused(failure);
}

} // namespace tokenhouse
