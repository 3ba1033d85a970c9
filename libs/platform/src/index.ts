export * from './settings/settings.js';
export * from './settings/data-folder.js';
