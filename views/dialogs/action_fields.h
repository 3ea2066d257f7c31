#pragma once

#include <optional>

#include <QWidget>

#include "core/action.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QSpinBox;

namespace tokenhouse {

class SegmentedControl;

/// A script that the server has.
struct ScriptChoice {
    QString name;
    QString note; ///< "changed 3 Nov"
};

/// What an API does: which kind of action, and the settings of that kind.
class ActionFields : public QWidget {
    Q_OBJECT

public:
    explicit ActionFields(QWidget* parent = nullptr);

    Action action() const;
    void setAction(const Action& action);
    /// The scripts, and the directory they lie in (said when there are none). One that is chosen stays chosen.
    void setScripts(const QList<ScriptChoice>& scripts, const QString& directory);
    void setScriptsUnknown(const QString& why);
    /// Why it is not good, in the words of a blocked button; empty = good.
    QString reason() const;
    QStringList typed() const; ///< what the user put in, as HouseDialog::typed()

Q_SIGNALS:
    void changed();

private:
    enum Kind { Script, Fixed };
    QWidget* makeScriptPart();
    QWidget* makeFixedPart();
    bool isFixed() const;
    bool isStatusWrong() const;
    bool isTooLong() const;
    std::optional<HeaderList> headers(QString* fault) const;
    void follow();

    std::string m_wantedScript; ///< the one of setAction(), before the scripts are known
    SegmentedControl* m_kind;
    QWidget* m_scriptPart = nullptr;
    QWidget* m_fixedPart = nullptr;
    QComboBox* m_script = nullptr;
    QLabel* m_scriptHint = nullptr;
    SegmentedControl* m_input = nullptr;
    QSpinBox* m_status = nullptr;
    QPlainTextEdit* m_headers = nullptr;
    QPlainTextEdit* m_body = nullptr;
    QLabel* m_fixedHint = nullptr;
};

} // namespace tokenhouse
