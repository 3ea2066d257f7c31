#include "views/dialogs/action_fields.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/house_style.h"
#include "views/widgets/label.h"
#include "views/widgets/segmented_control.h"

namespace tokenhouse {

namespace {
constexpr qsizetype bodyMaximum = 64 * 1024;
} // namespace

ActionFields::ActionFields(QWidget* parent)
    : QWidget(parent), m_kind(new SegmentedControl(SegmentedControl::Choice::One, this))
{
    m_scriptPart = makeScriptPart();
    m_fixedPart = makeFixedPart();
    m_kind->addSegment(Script, tr("Run a script"));
    m_kind->addSegment(Fixed, tr("Fixed response"));
    m_kind->setAccessibleName(tr("Does"));
    m_kind->setChecked(Script);
    setFocusProxy(m_kind);
    // Not a stack, which is as tall as its tallest page.
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_kind);
    layout->addWidget(m_scriptPart);
    layout->addWidget(m_fixedPart);
    connect(m_kind, &SegmentedControl::changed, this, &ActionFields::follow);
    follow();
}

QWidget* ActionFields::makeScriptPart()
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
    connect(m_script, &QComboBox::currentIndexChanged, this, &ActionFields::follow);
    connect(m_input, &SegmentedControl::changed, this, &ActionFields::follow);
    return part;
}

QWidget* ActionFields::makeFixedPart()
{
    auto* part = new QWidget(this);
    auto* grid = new QGridLayout(part);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(6);
    m_status = new QSpinBox(part);
    m_status->setRange(0, 999); // what one types stays, and what is wrong with it is said
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
    connect(m_status, &QSpinBox::valueChanged, this, &ActionFields::follow);
    connect(m_headers, &QPlainTextEdit::textChanged, this, &ActionFields::follow);
    connect(m_body, &QPlainTextEdit::textChanged, this, &ActionFields::follow);
    return part;
}

void ActionFields::setAction(const Action& action)
{
    if (const auto* script = std::get_if<AutomationScript>(&action)) {
        m_kind->setChecked(Script);
        m_wantedScript = script->script;
        m_input->setChecked(static_cast<int>(script->inputType));
        const int known = m_script->findData(exactText(script->script));
        if (known >= 0)
            m_script->setCurrentIndex(known);
        else
            m_script->addItem(safeText(script->script), exactText(script->script));
    } else if (const auto* fixed = std::get_if<FixedResponse>(&action)) {
        m_kind->setChecked(Fixed);
        m_status->setValue(fixed->status);
        QStringList lines;
        for (const auto& [name, value] : fixed->headers)
            lines.append(exactText(name) + QStringLiteral(": ") + exactText(value));
        m_headers->setPlainText(lines.join(QLatin1Char('\n')));
        m_body->setPlainText(exactText(fixed->body));
    }
    follow();
}

void ActionFields::setScripts(const QList<ScriptChoice>& scripts, const QString& directory)
{
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
    follow();
}

void ActionFields::setScriptsUnknown(const QString& why)
{
    m_scriptHint->setText(why);
    follow();
}

std::optional<HeaderList> ActionFields::headers(QString* fault) const
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

Action ActionFields::action() const
{
    if (isFixed()) {
        QString fault;
        return FixedResponse{m_status->value(), headers(&fault).value_or(HeaderList()), utf8(m_body->toPlainText())};
    }
    return AutomationScript{utf8(m_script->currentData().toString()), static_cast<InputType>(m_input->checked())};
}

QStringList ActionFields::typed() const
{
    return {QString::number(m_kind->checked()), m_script->currentData().toString(), QString::number(m_input->checked()),
            QString::number(m_status->value()), m_headers->toPlainText(),           m_body->toPlainText()};
}

bool ActionFields::isFixed() const
{
    return m_kind->checked() == Fixed;
}

bool ActionFields::isStatusWrong() const
{
    return isFixed() && (m_status->value() < 200 || m_status->value() > 599);
}

bool ActionFields::isTooLong() const
{
    return isFixed() && m_body->toPlainText().toUtf8().size() > bodyMaximum;
}

QString ActionFields::reason() const
{
    if (!isFixed())
        return m_script->currentIndex() < 0 ? tr("no script is chosen") : QString();
    if (isStatusWrong())
        return tr("the status is not good yet");
    if (isTooLong())
        return tr("the body is too long");
    QString fault;
    return headers(&fault) ? QString() : tr("a header is not good yet");
}

void ActionFields::follow()
{
    m_scriptPart->setVisible(!isFixed());
    m_fixedPart->setVisible(isFixed());
    QString fault;
    if (isFixed())
        headers(&fault);
    setWrong(m_headers, !fault.isEmpty());
    setWrong(m_body, isTooLong());
    setWrong(m_status, isStatusWrong());
    m_fixedHint->setText(isStatusWrong() ? tr("A status is a number from 200 to 599.")
                         : isTooLong()   ? tr("A fixed response is at most 64 KB.")
                                         : fault);
    Q_EMIT changed();
}

} // namespace tokenhouse
