/** Okta's name and message of an event of the System Log. */
export interface EventType {
  /** Okta's name, except for those that begin with `practice`. */
  eventType: string;
  displayMessage: string;
}

/** What a change is part of, such as a request. The change is recorded in its `state`, for the System Log. */
export interface ChangeContext {
  readonly state: object;
}

/** A change that was made. */
export interface Change {
  /** The event that it is in the System Log. */
  event: EventType;
  target: { id: string; type: 'AppInstance' | 'TrustedOrigin'; displayName: string };
  /** What was granted, added or taken away; of an update, the names of the settings that changed. */
  detail?: { id: string; type: 'Settings' | 'Scope' | 'Role' | 'JsonWebKey' | 'User' };
}

export function recordChange({ state }: ChangeContext, change: Change): void {
  Object.assign(state, { change });
}
