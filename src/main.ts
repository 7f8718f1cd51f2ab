import { loadConfig, defaultSources } from './config/load';
import { printable } from './config/describe';

console.log(printable(loadConfig(defaultSources({}))));
