import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message to the outside that was decided in the same transaction as the rows it is about. */
@Entity('outbox')
@Index('outbox_due', ['topic', 'dueAt'])
export class OutboxEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'outbox_pkey' })
  id!: string;

  @Column({ type: 'text' })
  topic!: string;

  @Column({ type: 'text', nullable: true })
  key!: string | null;

  /** Any JSON; TypeORM's types cannot follow the recursion of JsonValue. */
  @Column({ type: 'jsonb' })
  payload!: unknown;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Not to be tried before; moved on by every failed attempt. */
  @Column({ name: 'due_at', type: 'timestamptz', default: () => 'now()' })
  dueAt!: Date;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ name: 'last_error', type: 'text', nullable: true })
  lastError!: string | null;
}
