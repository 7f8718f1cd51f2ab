import type { FormatGroup, LineFormat } from '../line-format';
import { CLOUD_FORMATS } from './cloud';
import { DATABASE_FORMATS } from './database';
import { DESKTOP_FORMATS } from './desktop';
import { DISTRIBUTED_STORE_FORMATS } from './distributed-store';
import { DOTNET_FORMATS } from './dotnet';
import { ERLANG_FORMATS } from './erlang';
import { GO_RUST_FORMATS } from './go-rust';
import { JAVA_FORMATS } from './java';
import { JAVA_LAYOUT_FORMATS } from './java-layouts';
import { JOURNAL_FORMATS } from './journal';
import { JVM_FORMATS } from './jvm';
import { LINUX_FORMATS } from './linux';
import { MAIL_DIRECTORY_FORMATS } from './mail-directory';
import { NETWORK_FORMATS } from './network';
import { NETWORK_SERVICE_FORMATS } from './network-services';
import { NODE_FORMATS } from './node';
import { NODE_TOOL_FORMATS } from './node-tools';
import { PACKAGE_MANAGER_FORMATS } from './package-manager';
import { PHP_FORMATS } from './php';
import { PROXY_FORMATS } from './proxy';
import { PYTHON_FORMATS } from './python';
import { PYTHON_INTERPRETER_FORMATS } from './python-interpreter';
import { PYTHON_LAYOUT_FORMATS } from './python-layouts';
import { RUBY_FORMATS } from './ruby';
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
  NETWORK_SERVICE_FORMATS,
  MAIL_DIRECTORY_FORMATS,
  WINDOWS_FORMATS,
  ERLANG_FORMATS,
  PYTHON_FORMATS,
  PYTHON_INTERPRETER_FORMATS,
  PYTHON_LAYOUT_FORMATS,
  DOTNET_FORMATS,
  RUBY_FORMATS,
  PHP_FORMATS,
  NODE_FORMATS,
  NODE_TOOL_FORMATS,
  JVM_FORMATS,
  JAVA_FORMATS,
  JAVA_LAYOUT_FORMATS,
  GO_RUST_FORMATS,
  DESKTOP_FORMATS,
  LINUX_FORMATS,
  JOURNAL_FORMATS,
];

export const LINE_FORMATS: readonly LineFormat[] = LINE_FORMAT_GROUPS.flatMap(({ formats }) => formats);
