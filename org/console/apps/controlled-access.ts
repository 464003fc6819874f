import { html, type Html } from '../../pages/page.js';
import { radio } from '../ui/form.js';

/** Okta's name for the choice of who may sign in to an app. */
export const CONTROLLED_ACCESS = 'Controlled access';

/** The choice, with what is chosen. */
export function accessChoice(isForEveryone: boolean): Html {
  return html`<fieldset>
    <legend>${CONTROLLED_ACCESS}</legend>
    ${radio({
      name: 'access',
      value: 'everyone',
      label: 'Allow everyone in your organization to access',
      hint: 'Every active person of the org can sign in.',
      checked: isForEveryone,
    })}
    ${radio({
      name: 'access',
      value: 'assigned',
      label: 'Limit access to people who are assigned',
      hint: 'At first that is nobody; people are assigned on the Assignments tab. Others get “User is not assigned to the client application.”',
      checked: !isForEveryone,
    })}
  </fieldset>`;
}

/** What was chosen; a form that says nothing of it means everyone. */
export function accessIn(sent: URLSearchParams): { implicit_assignment: boolean } {
  return { implicit_assignment: sent.get('access') !== 'assigned' };
}
