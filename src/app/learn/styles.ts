import designTokens from './design-tokens.css' with { loader: 'text' };
import parts from './parts.css' with { loader: 'text' };
import requestsButton from './dock/requests-button.css' with { loader: 'text' };
import sequence from './view/sequence.css' with { loader: 'text' };
import inspectorPage from './page/inspector-page.css' with { loader: 'text' };
import exchangeDetail from './view/exchange-detail.css' with { loader: 'text' };
import checks from './view/checks.css' with { loader: 'text' };
import comparison from './view/comparison.css' with { loader: 'text' };
import tokensAndKeys from './tokens/tokens-and-keys.css' with { loader: 'text' };
import exportMenu from './export/export.css' with { loader: 'text' };
import stepBar from './step/step-bar.css' with { loader: 'text' };
import dock from './dock/dock.css' with { loader: 'text' };
import liveRequest from './live/live-request.css' with { loader: 'text' };
import keyboardHelp from './keyboard/keyboard-help.css' with { loader: 'text' };
import lab from './lab/lab.css' with { loader: 'text' };

/** The style sheets of the parts, beside their components. Later ones go on from earlier ones. */
const SHEETS = [
  designTokens,
  parts,
  requestsButton,
  sequence,
  inspectorPage,
  exchangeDetail,
  checks,
  comparison,
  tokensAndKeys,
  exportMenu,
  stepBar,
  dock,
  liveRequest,
  keyboardHelp,
  lab,
];

/**
 * Gives the page style sheets, by default those of the inspector: constructed, since a policy such as `style-src 'self'`
 * refuses `<style>`.
 */
export function adoptStyles(document: Document, sheets: readonly string[] = SHEETS): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(sheets.join('\n'));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
