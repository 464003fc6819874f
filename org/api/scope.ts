/**
 * Whether granted scopes include a required one. `manage` includes `read`, and both include their `.self`
 * (docs/okta-facts.md, section 5.1).
 */
export function hasScope(granted: readonly string[], required: string): boolean {
  const wider = [required, required.replace('.read', '.manage')];
  return [...wider, ...wider.map((scope) => scope.replace(/\.self$/, ''))].some((scope) => granted.includes(scope));
}
