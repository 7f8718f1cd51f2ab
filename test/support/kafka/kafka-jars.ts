import { execFile, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { projectRoot } from '../../../src/core/project';

export const KAFKA_VERSION = '4.3.1';
const OLDEST_JAVA = 17;
const DOWNLOAD_TIMEOUT_MS = 300_000;
const ALTERNATIVE = 'or set KAFKA_BROKERS to the address of a broker that runs already';

/** Kafka leaves the choice of a log output to its user; slf4j-simple writes to stderr. */
const POM = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>logsieve</groupId>
  <artifactId>local-kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

/** Where the jars are kept; the folder appears by a rename, so when it is there it is complete. */
function jarFolder(): string {
  return join(projectRoot(), 'data', 'kafka', 'lib', KAFKA_VERSION);
}

/** What this machine lacks for a broker of its own, as a sentence with the way out; null when it lacks nothing. */
export function missingForBroker(): string | null {
  const lacks = [javaFault(), existsSync(jarFolder()) || isInstalled('mvn') ? null : 'Maven (mvn) is not installed'];
  const named = lacks.filter((lack) => lack !== null);
  if (named.length === 0) return null;
  return `a local Kafka broker needs Java ${String(OLDEST_JAVA)} or newer and Maven, but ${named.join(' and ')}: install what is missing, ${ALTERNATIVE}`;
}

/**
 * The folder with the jars of Apache Kafka, downloaded with Maven when this checkout has none yet. Processes that come
 * at the same time each download; the first rename wins and the others use its result.
 * @throws Error that says what is missing, or why Maven could not download.
 */
export async function ensureKafkaJars(): Promise<string> {
  const missing = missingForBroker();
  if (missing !== null) throw new Error(missing);
  const folder = jarFolder();
  if (existsSync(folder)) return folder;
  const parent = join(folder, '..');
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(join(parent, 'new-'));
  try {
    writeFileSync(join(work, 'pom.xml'), POM);
    process.stderr.write(`downloading Apache Kafka ${KAFKA_VERSION} with Maven (44 MB, only once) …\n`);
    await copyJars(join(work, 'pom.xml'), join(work, 'jars'));
    try {
      renameSync(join(work, 'jars'), folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

function copyJars(pom: string, outputDirectory: string): Promise<void> {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  const args = ['-B', '-ntp', '-q', '-f', pom, goal, `-DoutputDirectory=${outputDirectory}`, '-DincludeScope=runtime'];
  return new Promise((resolve, reject) => {
    execFile('mvn', args, { timeout: DOWNLOAD_TIMEOUT_MS }, (error, stdout) => {
      if (error === null) {
        resolve();
        return;
      }
      const reason = /\[(?:ERROR|FATAL)\] +(\S.*)/.exec(stdout)?.[1] ?? error.message;
      reject(new Error(`Maven could not download Apache Kafka ${KAFKA_VERSION}: ${reason}. Try again, ${ALTERNATIVE}`));
    });
  });
}

function javaFault(): string | null {
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (error !== undefined) return 'Java (java) is not installed';
  // "17.0.15" since Java 9, "1.8.0_392" before.
  const version = /version "(\d+)/.exec(stderr)?.[1];
  if (version === undefined) return `java -version answers ${JSON.stringify(stderr.trim())}`;
  return Number(version) >= OLDEST_JAVA ? null : `java is version ${version}`;
}

function isInstalled(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
