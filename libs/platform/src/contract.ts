export { describeRoles, type RolesHouse } from './auth/roles.contract.js';
