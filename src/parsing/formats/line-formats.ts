import type { FormatGroup, LineFormat } from '../line-format';
import { CLOUD_FORMATS } from './cloud';
import { DATABASE_FORMATS } from './database';
import { DESKTOP_FORMATS } from './desktop';
import { DISTRIBUTED_STORE_FORMATS } from './distributed-store';
import { DOTNET_RUBY_PHP_NODE_FORMATS } from './dotnet-ruby-php-node';
import { ERLANG_FORMATS } from './erlang';
import { GO_RUST_FORMATS } from './go-rust';
import { JAVA_FORMATS } from './java';
import { JVM_FORMATS } from './jvm';
import { NETWORK_FORMATS } from './network';
import { PACKAGE_MANAGER_FORMATS } from './package-manager';
import { PROXY_FORMATS } from './proxy';
import { PYTHON_FORMATS } from './python';
import { SYSTEM_FORMATS } from './system';
import { WEB_APP_FORMATS } from './web-app';
import { WEB_SERVER_FORMATS } from './web-server';
import { WINDOWS_FORMATS } from './windows';

/** All formats described by a pattern. Where two could take a line, the one named first does. */
export const LINE_FORMAT_GROUPS: readonly FormatGroup<LineFormat>[] = [
  WEB_SERVER_FORMATS,
  PROXY_FORMATS,
  CLOUD_FORMATS,
  WEB_APP_FORMATS,
  DATABASE_FORMATS,
  DISTRIBUTED_STORE_FORMATS,
  PACKAGE_MANAGER_FORMATS,
  SYSTEM_FORMATS,
  NETWORK_FORMATS,
  WINDOWS_FORMATS,
  ERLANG_FORMATS,
  PYTHON_FORMATS,
  DOTNET_RUBY_PHP_NODE_FORMATS,
  JVM_FORMATS,
  JAVA_FORMATS,
  GO_RUST_FORMATS,
  DESKTOP_FORMATS,
];

export const LINE_FORMATS: readonly LineFormat[] = LINE_FORMAT_GROUPS.flatMap(({ formats }) => formats);
