# arp.pl INTERFACE,ADDRESS,... [...]: who answers for these IPv4 addresses? Prints "arp INTERFACE ADDRESS MAC" for every
# other machine that does. Asks as RFC 5227 says (sender 0.0.0.0): nobody's ARP cache changes. packet(7).
use strict;
use warnings;
my ($AF_PACKET, $SOCK_DGRAM, $ETH_P_ARP) = (17, 2, 0x0806);
my $listen_seconds = 0.12;
my (@open, %seen);
for my $group (@ARGV) {
    my ($interface, @addresses) = split /,/, $group;
    my ($mac, $index) = map { content("/sys/class/net/$interface/$_") } qw(address ifindex);
    next if !defined $mac || !defined $index || $mac !~ /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;
    socket(my $socket, $AF_PACKET, $SOCK_DGRAM, unpack 'S', pack 'n', $ETH_P_ARP) or die "packet socket: $!\n";
    bind $socket, pack 'SnlSCCa8', $AF_PACKET, $ETH_P_ARP, $index, 0, 0, 0, '' or die "bind: $!\n";
    my $hardware = pack 'H12', $mac =~ s/://gr;
    my %wanted = map { pack('C4', split /\./) => $_ } grep { /^[0-9]+(?:\.[0-9]+){3}$/ } @addresses;
    push @open, { interface => $interface, index => $index, socket => $socket, mac => $hardware, wanted => \%wanted };
}
for my $round (1, 2) {
    ask($_) for @open;
    listen_for($listen_seconds / 2);
}

sub content {
    my ($file) = @_;
    open my $handle, '<', $file or return;
    my $line = <$handle>;
    chomp $line if defined $line;
    return $line;
}

sub ask {
    my ($on) = @_;
    my $everybody = pack 'SnlSCCa8', $AF_PACKET, $ETH_P_ARP, $on->{index}, 0, 0, 6, "\xff" x 6;
    for my $address (keys %{ $on->{wanted} }) {
        my $request = pack 'nnCCn a6 a4 a6 a4', 1, 0x0800, 6, 4, 1, $on->{mac}, "\0" x 4, "\0" x 6, $address;
        send $on->{socket}, $request, 0, $everybody;
    }
}

sub listen_for {
    my ($left) = @_;
    while ($left > 0) {
        my $mask = '';
        vec($mask, fileno $_->{socket}, 1) = 1 for @open;
        my ($ready, $rest) = select $mask, undef, undef, $left;
        return if $ready <= 0;
        $left = $rest;
        hear($_) for grep { vec $mask, fileno $_->{socket}, 1 } @open;
    }
}

sub hear {
    my ($on) = @_;
    recv $on->{socket}, my $packet, 128, 0;
    return if length $packet < 28;
    my (undef, undef, undef, undef, $operation, $mac, $address) = unpack 'nnCCn a6 a4', $packet;
    my $name = $on->{wanted}{$address};
    return if $operation != 2 || !defined $name || $mac eq $on->{mac};
    my $line = sprintf 'arp %s %s %s', $on->{interface}, $name, join ':', unpack '(H2)6', $mac;
    print "$line\n" if !$seen{$line}++;
}
