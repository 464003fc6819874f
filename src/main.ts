import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { fetchOktaConfig, OktaConfigError, readOktaConfig } from './app/auth';
import { limitConnections } from './app/content-security-policy';
import { inChosenMode, readModes } from './app/modes/modes';
import { Unconfigured, unconfiguredConfig } from './app/unconfigured/unconfigured';

try {
  const file = await fetchOktaConfig();
  const config = readOktaConfig(inChosenMode(file));
  limitConnections(document, config);
  await bootstrapApplication(App, appConfig(config, readModes(file)));
} catch (error) {
  if (error instanceof OktaConfigError) {
    await bootstrapApplication(Unconfigured, unconfiguredConfig(error));
  } else {
    // Nothing foreseen. A page that says so beats one that says nothing.
    const note = document.querySelector('app-root .starting');
    if (note) note.textContent = `The app could not start in this browser: ${String(error)}`;
    throw error;
  }
}
