#include "views/dialogs/save_filter_dialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "models/text.h"
#include "views/widgets/label.h"

namespace tokenhouse {

SaveFilterDialog::SaveFilterDialog(const QString& filter, const QStringList& taken, const QString& sharedReason,
                                   QWidget* parent)
    : HouseDialog(tr("Save filter"), 480, parent),
      m_taken(taken),
      m_name(new QLineEdit(this)),
      m_hint(new WrappedLabel({}, Role::Muted, Theme::small(), this)),
      m_shared(new QCheckBox(tr("Share it with everybody"), this))
{
    body()->addWidget(new WrappedLabel(filter, Role::Text, Theme::mono(), this));
    body()->addSpacing(14);
    m_name->setAccessibleName(tr("Name"));
    m_name->setMaxLength(200);
    m_name->setPlaceholderText(tr("Such as: Tokens of the night shift"));
    m_hint->setMinimumHeight(16);
    addField(tr("Name"), m_name, m_hint);
    m_shared->setEnabled(sharedReason.isEmpty());
    m_shared->setToolTip(tipText(sharedReason));
    m_shared->setAccessibleDescription(sharedReason);
    body()->addWidget(m_shared);
    if (!sharedReason.isEmpty())
        body()->addWidget(new WrappedLabel(sharedReason, Role::Muted, Theme::small(), this));
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(tr("Save")));
    connect(mainButton(), &Button::chosen, this, &SaveFilterDialog::submitted);
    connect(m_name, &QLineEdit::textChanged, this, &SaveFilterDialog::judge);
    m_name->setFocus();
    noteUntouched();
    judge();
}

QString SaveFilterDialog::name() const
{
    return m_name->text().trimmed();
}

bool SaveFilterDialog::isShared() const
{
    return m_shared->isChecked();
}

void SaveFilterDialog::judge()
{
    m_hint->setText(m_taken.contains(name(), Qt::CaseInsensitive) ? tr("It takes the place of the one of this name.")
                                                                  : QString());
    setMainReason(name().isEmpty() ? tr("the name is still missing") : QString());
}

} // namespace tokenhouse
