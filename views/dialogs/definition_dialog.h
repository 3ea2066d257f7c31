#pragma once

#include "core/definition.h"
#include "models/route_check_state.h"
#include "views/dialogs/house_dialog.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace tokenhouse {

class AllowedPicker;
class FieldFrame;
class MultiPicker;
class SegmentedControl;

/// A script that the server has.
struct ScriptChoice {
    QString name;
    QString note; ///< "changed 3 Nov"
};

/// *New API*, or the same for one that exists. The route is checked while typing by routeCheck(), whose question to
/// the server the caller answers.
class DefinitionDialog : public HouseDialog {
    Q_OBJECT

public:
    /// `tokens` picks the tokens that may call it; it must outlive the dialog.
    explicit DefinitionDialog(AllowedPicker& tokens, QWidget* parent = nullptr);
    void setDefinition(const Definition& definition);
    bool isEditing() const { return m_isEditing; }

    /// The scripts, and the directory they lie in (said when there are none).
    void setScripts(const QList<ScriptChoice>& scripts, const QString& directory);
    void setScriptsUnknown(const QString& why);
    RouteCheckState& routeCheck() { return m_check; }
    DefinitionDraft draft() const;
    MultiPicker* tokenPicker() const { return m_tokens; }
    void showFailure(const Failure& failure) override;

protected:
    QStringList typed() const override;

Q_SIGNALS:
    void submitted();
    void newTokenWanted();
    void conflictChosen(const QString& definitionId);

private:
    enum Does { Script, Fixed };
    void addRoute();
    void addNameAndMethods();
    void addAction();
    QWidget* makeScriptPart();
    QWidget* makeFixedPart();
    Action action() const;
    std::optional<HeaderList> headers(QString* fault) const;
    void followRoute();
    void judge();

    RouteCheckState m_check;
    AllowedPicker& m_picker;
    bool m_isEditing = false;
    bool m_wasDisabled = false;
    std::string m_wantedScript;
    QLineEdit* m_route = nullptr;
    FieldFrame* m_routeFrame = nullptr;
    QLabel* m_routeLine = nullptr;
    Button* m_conflict = nullptr;
    QLabel* m_example = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_description = nullptr;
    SegmentedControl* m_methods = nullptr;
    SegmentedControl* m_does = nullptr;
    QWidget* m_scriptPart = nullptr;
    QWidget* m_fixedPart = nullptr;
    QComboBox* m_script = nullptr;
    QLabel* m_scriptHint = nullptr;
    SegmentedControl* m_input = nullptr;
    QSpinBox* m_status = nullptr;
    QPlainTextEdit* m_headers = nullptr;
    QPlainTextEdit* m_body = nullptr;
    QLabel* m_fixedHint = nullptr;
    MultiPicker* m_tokens = nullptr;
};

} // namespace tokenhouse
