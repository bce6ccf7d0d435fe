import { zooPart } from './zooPart.js';

zooPart(1);
