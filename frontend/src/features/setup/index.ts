/* The door of the set-up: the key, and earlier installations. Import from here in other features; what is not named is this feature's own. */
export { EarlierInstallation } from './EarlierInstallation.tsx';
export { KeyForm } from './KeyForm.tsx';
