/** How a status is told to users; `tone` picks colour and shape of its badge. */
export interface StatusBadge {
  label: string;
  tone: 'ok' | 'wait' | 'warn' | 'off';
}

/** The life-cycle states of Okta's Users API, with the labels of its Admin Console. */
const BADGES: Record<string, StatusBadge> = {
  STAGED: { label: 'Staged', tone: 'wait' },
  PROVISIONED: { label: 'Pending activation', tone: 'wait' },
  ACTIVE: { label: 'Active', tone: 'ok' },
  RECOVERY: { label: 'Password reset', tone: 'warn' },
  PASSWORD_EXPIRED: { label: 'Password expired', tone: 'warn' },
  LOCKED_OUT: { label: 'Locked out', tone: 'warn' },
  SUSPENDED: { label: 'Suspended', tone: 'off' },
  DEPROVISIONED: { label: 'Deactivated', tone: 'off' },
};

/** A status that Okta may add later shows as it came. */
export function statusBadge(status: string): StatusBadge {
  return BADGES[status] ?? { label: status || 'Unknown', tone: 'wait' };
}
