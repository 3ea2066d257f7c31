#include "views/dialogs/definition_dialog.h"

#include <array>

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

#include "core/text.h"
#include "core/token.h"
#include "models/allowed_picker.h"
#include "models/text.h"
#include "views/dialogs/route_field.h"
#include "views/house_style.h"
#include "views/widgets/label.h"
#include "views/widgets/multi_picker.h"
#include "views/widgets/segmented_control.h"

namespace tokenhouse {

namespace {
// In the order of the drawing, which is that of use, not of the enum.
constexpr std::array shownMethods{Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete};
} // namespace

DefinitionDialog::DefinitionDialog(AllowedPicker& tokens, QWidget* parent)
    : HouseDialog(tr("New API"), 720, parent), m_picker(tokens)
{
    m_route = new RouteField(this);
    addField(tr("Route"), m_route);
    addNameAndMethods();
    m_description = new QLineEdit(this);
    m_description->setAccessibleName(tr("Description"));
    addField(tr("Description"), m_description);
    m_does = new ActionFields(this);
    addField(tr("Does"), m_does);
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
    connect(m_methods, &SegmentedControl::changed, this, [this] {
        m_methodsHint->setText(m_methods->checkedIds().isEmpty() ? tr("None chosen: every method.")
                                                                 : tr("Others answer that the method is not allowed."));
        m_methods->setAccessibleDescription(m_methodsHint->text());
        judge();
    });
    connect(m_does, &ActionFields::changed, this, &DefinitionDialog::judge);
    connect(m_route, &RouteField::changed, this, &DefinitionDialog::judge);
    connect(m_route, &RouteField::conflictChosen, this, &DefinitionDialog::conflictChosen);
    m_route->setFocus();
    judge();
    noteUntouched();
}

RouteCheckState& DefinitionDialog::routeCheck()
{
    return m_route->check();
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
    m_methodsHint = new WrappedLabel(tr("None chosen: every method."), Role::Muted, Theme::small(), this);
    m_methods->setAccessibleDescription(m_methodsHint->text());
    grid->addWidget(fieldLabel(tr("Name"), m_name, this), 0, 0);
    grid->addWidget(fieldLabel(tr("Methods"), m_methods, this), 0, 1);
    grid->addWidget(m_name, 1, 0);
    grid->addWidget(m_methods, 1, 1);
    grid->addWidget(m_methodsHint, 2, 1);
    grid->setColumnStretch(0, 1);
    body()->addLayout(grid);
    body()->addSpacing(16);
}

void DefinitionDialog::setDefinition(const Definition& definition)
{
    m_isEditing = true;
    setWindowTitle(tr("Edit API"));
    setAccessibleName(tr("Edit API"));
    setHeading(tr("Edit “%1”").arg(safeText(definition.route)));
    mainButton()->setText(tr("Save"));
    m_wasDisabled = definition.isDisabled;
    m_route->check().setOwnId(definition.id);
    m_route->setText(exactText(definition.route));
    m_name->setText(exactText(definition.name));
    m_description->setText(exactText(definition.description));
    for (const Method method : definition.methods)
        m_methods->setChecked(static_cast<int>(method));
    m_does->setAction(definition.action);
    m_picker.setPicked(definition.allowedTokens);
    judge();
    noteUntouched();
}

void DefinitionDialog::setScripts(const QList<ScriptChoice>& scripts, const QString& directory)
{
    const bool wasUntouched = isUntouched();
    m_does->setScripts(scripts, directory);
    if (wasUntouched)
        noteUntouched(); // the first script was chosen by nobody
}

void DefinitionDialog::setScriptsUnknown(const QString& why)
{
    m_does->setScriptsUnknown(why);
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
    const Action does = m_does->action();
    result.actionType = std::string(actionTypeName(does));
    result.actionMeta = actionMeta(does);
    result.isDisabled = m_wasDisabled;
    return result;
}

QStringList DefinitionDialog::typed() const
{
    QStringList result = m_does->typed();
    result << m_route->text() << m_name->text() << m_description->text();
    for (const int method : m_methods->checkedIds())
        result.append(QString::number(method));
    for (const Uuid& id : m_picker.picked())
        result.append(exactText(id.text()));
    return result;
}

void DefinitionDialog::judge()
{
    const std::string name = utf8(m_name->text());
    QString reason = m_route->reason();
    if (reason.isEmpty() && !name.empty() && isBlank(name))
        reason = tr("the name is only white space");
    else if (reason.isEmpty() && codePoints(name) > nameMaximum)
        reason = tr("the name is too long");
    else if (reason.isEmpty())
        reason = m_does->reason();
    setFooterNote(m_picker.picked().empty() ? tr("An API without tokens cannot be called.") : QString());
    setMainReason(reason);
}

void DefinitionDialog::showFailure(const Failure& failure)
{
    HouseDialog::showFailure(failure);
    m_route->check().setRefused(failure);
}

} // namespace tokenhouse
