import { story } from './support/story.ts';
import { webCluster } from './support/web-cluster.ts';

/** Real dnf, real rpm. */
await story(webCluster('B-rhel', 'web-cluster-rhel', ['r1', 'r2', 'r3'], '198.51.100.37'));
