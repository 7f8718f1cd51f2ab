import { LOOPBACK } from '../../../src/persistence/supervisor/cluster-address';

/** Where a broker listens. */
export interface BrokerPorts {
  readonly port: number;
  readonly controller: number;
  /** A second listener for clients, which tells them to come to `advertised`, where a proxy stands. */
  readonly proxied: { readonly port: number; readonly advertised: number } | null;
}

/** The server.properties of a single node that is broker and controller. */
export function serverProperties(records: string, ports: BrokerPorts, extra: Readonly<Record<string, string>>): string {
  const { proxied } = ports;
  const listeners = [`PLAINTEXT://${at(ports.port)}`, `CONTROLLER://${at(ports.controller)}`];
  const advertised = [`PLAINTEXT://${at(ports.port)}`];
  if (proxied !== null) {
    listeners.push(`PROXIED://${at(proxied.port)}`);
    advertised.push(`PROXIED://${at(proxied.advertised)}`);
  }
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${at(ports.controller)}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: listeners.join(','),
    'advertised.listeners': advertised.join(','),
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': records,
    'auto.create.topics.enable': 'false',
    // One node cannot hold the three copies that are the default.
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    // The controller lets a killed broker back in only when the session of its predecessor is over: 9 s by default.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '500',
    ...extra,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function at(port: number): string {
  return `${LOOPBACK}:${String(port)}`;
}
