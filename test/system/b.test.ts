import { story } from './support/story.ts';
import { webCluster } from './support/web-cluster.ts';

await story(webCluster('B', 'web-cluster', ['s1', 's2', 's3'], '198.51.100.13'));
