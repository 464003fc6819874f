import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';
import { loadOktaConfig, OktaConfigError } from './app/auth';
import { limitConnections } from './app/content-security-policy';

try {
  const config = await loadOktaConfig();
  limitConnections(document, config);
  await bootstrapApplication(App, appConfig(config));
} catch (error) {
  if (error instanceof OktaConfigError) {
    const { Unconfigured, unconfiguredConfig } = await import('./app/unconfigured/unconfigured');
    await bootstrapApplication(Unconfigured, unconfiguredConfig(error));
  } else {
    // Nothing foreseen. A page that says so beats one that says nothing.
    const note = document.querySelector('app-root .starting');
    if (note) note.textContent = `The app could not start in this browser: ${String(error)}`;
    throw error;
  }
}
