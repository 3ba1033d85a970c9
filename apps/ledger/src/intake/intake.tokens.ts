/** What the intake needs from the app (injection tokens). */
export const LEDGER_STORE = Symbol('LedgerStore');
export const IDENTITY_INDEX = Symbol('IdentityIndex');
export const IDENTITY_VAULT = Symbol('IdentityVault');
export const INTAKE_OBSERVER = Symbol('IntakeObserver');
/** TALLYSTICK_INSTANCE */
export const INSTANCE_NAME = Symbol('instance name');
/** What the intake gives: HTTP's way into the lane. */
export const USAGE_INTAKE = Symbol('UsageIntake');
