#include "views/dialogs/allow_dialog.h"

#include <QLineEdit>
#include <QLocale>

#include "views/widgets/multi_picker.h"

namespace tokenhouse {

AllowDialog::AllowDialog(Direction direction, AllowedPicker& apis, const QStringList& names, int count, QWidget* parent)
    : BulkDialog(direction == Direction::Add ? tr("Add to APIs") : tr("Remove from APIs"), 600, What::Tokens, names,
                 parent),
      m_direction(direction),
      m_apis(apis)
{
    setCount(count);
    const auto search = [](int all) { return tr("Search %Ln APIs…", nullptr, all); };
    m_picker = new MultiPicker(apis, tr("APIs"), search, this);
    connect(m_picker, &MultiPicker::changed, this, [this] {
        judge();
        if (!m_apis.picked().empty() && m_apis.picked().size() <= most)
            Q_EMIT previewWanted();
    });
    addField(tr("APIs"), m_picker);
    placePreview();
    Button* cancel = addRight(tr("Cancel"));
    connect(cancel, &Button::chosen, this, &QDialog::reject);
    setMain(addRight(direction == Direction::Add ? tr("Add") : tr("Remove")));
    connect(mainButton(), &Button::chosen, this, &BulkDialog::submitted);
    m_picker->searchField()->setFocus();
    judge();
}

void AllowDialog::setCount(int count)
{
    if (m_direction == Direction::Add) {
        setHeading(tr("Add %Ln tokens to APIs", nullptr, count));
        setSentence(tr("They may call these APIs from the next call on."));
    } else {
        setHeading(tr("Remove %Ln tokens from APIs", nullptr, count));
        setSentence(tr("Their calls of these APIs are refused with 401 from the next one on."));
    }
}

void AllowDialog::judge()
{
    const auto picked = m_apis.picked().size();
    setOrderReason(picked == 0     ? tr("Pick at least one API.")
                   : picked > most ? tr("At most %1 APIs at a time.").arg(QLocale().toString(static_cast<int>(most)))
                                   : QString());
}

} // namespace tokenhouse
