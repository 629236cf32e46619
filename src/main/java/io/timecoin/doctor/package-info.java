/** What of a machine costs a node performance or safety: looks and measures, changes nothing, needs no rights. */
package io.timecoin.doctor;
